"""Messages at a steady pace, for as long as it takes."""

import threading

PACE_S, SMALLEST, LARGEST = 0.01, 16, 3000


class Stream:
    """A member that sends all the time, until it is stopped or its daemon is gone."""

    def __init__(self, member):
        self.member, self.ended = member, threading.Event()
        self.thread = threading.Thread(target=self._send, daemon=True)
        self.thread.start()

    def _send(self):
        try:
            while not self.ended.wait(PACE_S):
                self.member.send(1, SMALLEST, LARGEST)
        except BrokenPipeError:
            pass

    def stop(self):
        self.ended.set()
        self.thread.join()
