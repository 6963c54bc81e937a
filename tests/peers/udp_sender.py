"""Sends a picture pixel by pixel over UDP, as a well-known exercise does: column by column, each pixel pickled as
((x, y), (r, g, b, a)).

    udp_sender.py PIXELS WIDTH HEIGHT PORT [PROTOCOL]

PIXELS: a file of R G B A, row by row.
"""
import pickle
import socket
import sys
import time

pixels = open(sys.argv[1], "rb").read()
width, height, port = (int(word) for word in sys.argv[2:5])
protocol = int(sys.argv[5]) if len(sys.argv) > 5 else pickle.DEFAULT_PROTOCOL

sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sent = 0
for x in range(width):
    for y in range(height):
        at = (y * width + x) * 4
        colour = tuple(pixels[at : at + 4])
        sock.sendto(pickle.dumps(((x, y), colour), protocol), ("127.0.0.1", port))
        sent += 1
        if sent % 20 == 0:
            time.sleep(0.001)
