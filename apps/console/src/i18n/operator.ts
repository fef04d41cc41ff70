import { addWords } from './words.js';
import en from './en/operator.json';
import zh from './zh-CN/operator.json';

addWords(zh, en);
