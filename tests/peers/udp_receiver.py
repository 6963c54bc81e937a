"""Receives a picture pixel by pixel over UDP, as a well-known exercise does: unpickles ((x, y), (r, g, b[, a])), paints it, and
stops at the last pixel.

    udp_receiver.py PIXELS WIDTH HEIGHT

PIXELS: the file to write, R G B A, row by row. Prints the port that it listens at, and at the end how many pixels came.
"""
import pickle
import socket
import sys

width, height = int(sys.argv[2]), int(sys.argv[3])
pixels = bytearray(width * height * 4)

sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
sock.bind(("127.0.0.1", 0))
sock.settimeout(20)
print(sock.getsockname()[1], flush=True)
came = 0
while True:
    data, _ = sock.recvfrom(1024)
    (x, y), colour = pickle.loads(data)
    at = (y * width + x) * 4
    pixels[at : at + 4] = bytes(colour) if len(colour) == 4 else bytes(colour) + b"\xff"
    came += 1
    if (x, y) == (width - 1, height - 1):
        break
open(sys.argv[1], "wb").write(pixels)
print(came)
