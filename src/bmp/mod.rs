//! BMP: [MS-WMF] 2.2.2.9 and its relatives.
