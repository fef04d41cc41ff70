import { once } from 'node:events';
import { connect, createServer } from 'node:net';

/**
 * What stands between two nodes: passes connections on, or behaves as networks do. `deaf` eats what the node answers, so
 * whoever sent it sends it again: that is how messages are doubled.
 */
export class BadLine {
  mode = 'honest';
  #sockets = new Set();
  #server;

  constructor(port, target) {
    this.target = target;
    this.#server = createServer((socket) => this.#serve(this.#keep(socket)));
    this.#server.listen(port, '127.0.0.1');
  }

  async listening() {
    if (!this.#server.listening) await once(this.#server, 'listening');
  }

  /** @param {'honest' | 'cut' | 'silent' | 'deaf' | 'slow'} mode */
  become(mode) {
    this.mode = mode;
    for (const socket of this.#sockets) socket.destroy();
    this.#sockets.clear();
  }

  async close() {
    this.become('cut');
    this.#server.close();
    await once(this.#server, 'close');
  }

  #serve(socket) {
    const { mode } = this;
    if (mode === 'cut') return void socket.destroy();
    if (mode === 'silent') return;
    const onward = this.#keep(connect(this.target, '127.0.0.1'));
    socket.on('close', () => onward.destroy());
    onward.on('close', () => socket.destroy());
    const send = (to, bytes, ms) => setTimeout(() => to.destroyed || to.write(bytes), ms);
    let heard = 0;
    socket.on('data', (bytes) => send(onward, bytes, mode === 'slow' ? 300 : 0));
    onward.on('data', (bytes) => {
      heard += bytes.length;
      // The handshake passes; what the node says afterwards does not.
      if (mode === 'deaf' && heard > 6_000) return void socket.destroy();
      send(socket, bytes, mode === 'slow' ? 300 : 0);
    });
  }

  #keep(socket) {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    return socket.on('error', () => undefined);
  }
}
