import { addWords } from './words.js';
import en from './en/auditor.json';
import zh from './zh-CN/auditor.json';

addWords(zh, en);
