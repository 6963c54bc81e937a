"""Pickles on standard input (length of 4 bytes, little-endian, then the pickle) to what Python makes of each, and pickled again by
every protocol: a line of the value, then 6 pickles in hexadecimal."""
import pickle
import struct
import sys

data = sys.stdin.buffer.read()
at = 0
while at < len(data):
    (length,) = struct.unpack_from("<I", data, at)
    value = pickle.loads(data[at + 4 : at + 4 + length])
    at += 4 + length
    print(repr(value), *(pickle.dumps(value, protocol).hex() for protocol in range(6)), sep="\t")
