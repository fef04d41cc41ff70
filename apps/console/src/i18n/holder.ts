import { addWords } from './words.js';
import en from './en/holder.json';
import zh from './zh-CN/holder.json';

addWords(zh, en);
