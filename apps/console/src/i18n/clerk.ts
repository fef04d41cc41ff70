import { addWords } from './words.js';
import en from './en/clerk.json';
import zh from './zh-CN/clerk.json';

addWords(zh, en);
