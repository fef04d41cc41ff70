import { addWords } from './words.js';
import en from './en/developer.json';
import zh from './zh-CN/developer.json';

addWords(zh, en);
