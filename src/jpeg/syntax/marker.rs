//! Marker codes, T.81 B.1.1.3 (table B.1).
