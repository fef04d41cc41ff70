// Which regions take part, and how the way to them is.
import { show, tianjin } from './demo.js';

show(await tianjin().regions());
