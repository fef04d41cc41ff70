import { entry } from '../entry.js';

/** Refusals of the web console's own paths. */
export const webConsole = {
  CONSOLE_SESSION_ENDED: entry(
    401,
    [
      'You are not signed in, or the session has ended.',
      'Sign in again; what you had entered in the page is still there.',
    ],
    ['您尚未登录或会话已结束。', '请重新登录；页面中已填写的内容仍会保留。'],
  ),
  CONSOLE_REQUEST_FORGED: entry(
    403,
    [
      'The request brought a console session but was not made by the console.',
      'Work with the console on its own page; programs use an access token instead of a session.',
    ],
    ['该请求携带了控制台会话，但并非由控制台发出。', '请在控制台页面内操作；程序请使用访问令牌。'],
  ),
  CONSOLE_SIGN_IN_STALE: entry(
    400,
    ['The sign-in was not begun in this browser, or too long ago.', 'Open the console and sign in again.'],
    ['登录流程不是在此浏览器中发起的，或已超时。', '请打开控制台重新登录。'],
  ),
  CONSOLE_SIGN_IN_FAILED: entry(
    502,
    [
      'The issuer did not confirm the sign-in.',
      'Sign in again; if it goes on, tell the system administrator the request id.',
    ],
    ['身份签发方未确认此次登录。', '请重新登录；如仍失败，请将请求编号告知系统管理员。'],
  ),
};
