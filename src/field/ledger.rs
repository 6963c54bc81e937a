//! The fields and errors of a file as they are written down, and the accounting that makes leaves tile it.

use super::claims::Claims;
use super::{Field, Shape, Value};
use crate::trace::Role;
use crate::{Code, Error};
use alloc::vec::Vec;
use core::ops::Range;

/// Most fields that one file may have: about 100 MB of them. Past it, bits are accounted for but no longer told apart.
const MOST_FIELDS: usize = 1 << 20;
/// Most errors that are kept of one file.
const MOST_ERRORS: usize = 1 << 14;

/// The fields and errors of a file, being written.
#[derive(Clone, Debug)]
pub struct Ledger {
    /// The fields so far, in pre-order.
    pub fields: Vec<Field>,
    errors: Vec<Error>,
    most_fields: usize,
    overfull: bool,
}

impl Default for Ledger {
    fn default() -> Self {
        Self::with_room(MOST_FIELDS)
    }
}

impl Ledger {
    /// A ledger that tells at most `most_fields` fields apart (besides its sections and what closes them).
    pub const fn with_room(most_fields: usize) -> Self {
        Self {
            fields: Vec::new(),
            errors: Vec::new(),
            most_fields,
            overfull: false,
        }
    }

    /// The errors noted so far.
    pub fn errors(&self) -> &[Error] {
        &self.errors
    }

    /// Notes an error.
    pub fn error(&mut self, error: Error) {
        if self.errors.len() < MOST_ERRORS {
            self.errors.push(error);
        }
    }

    /// Changes, or with `None` removes, the errors noted since there were `first`.
    pub fn review_errors(&mut self, first: usize, mut review: impl FnMut(Error) -> Option<Error>) {
        let recent = self.errors.split_off(first.min(self.errors.len()));
        self.errors
            .extend(recent.into_iter().filter_map(&mut review));
    }

    /// Fields and errors, the latter in file order.
    pub fn finish(mut self) -> (Vec<Field>, Vec<Error>) {
        Error::sort(&mut self.errors);
        (self.fields, self.errors)
    }

    /// Opens a section: a group of depth 0. Returns the index of its field.
    pub fn open(
        &mut self,
        name: &'static str,
        clause: &'static str,
        role: Role,
        byte: usize,
    ) -> usize {
        self.fields.push(Field {
            name,
            index: None,
            value: Value::None,
            start: byte as u64 * 8,
            bits: 0,
            clause,
            role,
            depth: 0,
            shape: Shape::Group,
        });
        self.fields.len() - 1
    }

    /// Closes the section that began with field `first`, at byte `end` of the file: from here on, its leaves tile it.
    ///
    /// Bits that several leaves claim belong to the one that was read first; the others become aliases. So do leaves
    /// that reach outside. Bits that none claims become leaves of their own, at the end of the section.
    pub fn close(&mut self, first: usize, end: usize) {
        let end = end as u64 * 8;
        let Some(section) = self.fields.get_mut(first) else {
            return;
        };
        let start = section.start;
        section.bits = end.saturating_sub(start);
        let role = section.role;
        let gaps = self.settle(first + 1, start..end);
        // Once fields are no longer told apart, a gap is not unclaimed: nobody asked.
        let (name, role) = if self.overfull {
            ("data", role)
        } else {
            ("unclaimed", Role::Unclaimed)
        };
        for gap in gaps {
            let whole_bytes = gap.start % 8 == 0 && gap.end % 8 == 0;
            self.fields.push(Field {
                name,
                index: None,
                value: if whole_bytes {
                    Value::Bytes((gap.start / 8) as usize..(gap.end / 8) as usize)
                } else {
                    Value::None
                },
                start: gap.start,
                bits: gap.end - gap.start,
                clause: "",
                role,
                depth: 1,
                shape: Shape::Leaf,
            });
        }
    }

    /// Makes aliases of leaves from field `first` on that overlap an earlier one, and returns the gaps within `range`.
    fn settle(&mut self, first: usize, range: Range<u64>) -> Vec<Range<u64>> {
        let fields = self.fields.get_mut(first..).unwrap_or(&mut []);
        let leaves = |fields: &[Field]| {
            let leaf = |field: &Field| field.shape == Shape::Leaf && field.bits > 0;
            let ranges = |field: &Field| (field.start, field.end());
            fields
                .iter()
                .filter(|f| leaf(f))
                .map(ranges)
                .collect::<Vec<_>>()
        };
        let mut claims = leaves(fields);
        let ascending = claims.windows(2).all(|pair| pair[0].1 <= pair[1].0)
            && claims.first().is_none_or(|claim| claim.0 >= range.start)
            && claims.last().is_none_or(|claim| claim.1 <= range.end);
        if !ascending {
            let mut taken = Claims::new();
            for field in fields.iter_mut() {
                if field.shape != Shape::Leaf || field.bits == 0 {
                    continue;
                }
                let within = field.start >= range.start && field.end() <= range.end;
                if !within || !taken.take(field.start, field.end()) {
                    field.shape = Shape::Alias;
                }
            }
            claims = taken.into_ranges();
        }
        let mut gaps = Vec::new();
        let mut next = range.start;
        for (start, end) in claims {
            if start > next {
                gaps.push(next..start);
            }
            next = end;
        }
        if range.end > next {
            gaps.push(next..range.end);
        }
        gaps
    }

    /// A section that is one field: these bytes.
    pub fn stretch(&mut self, name: &'static str, role: Role, bytes: Range<usize>) {
        if bytes.is_empty() {
            return;
        }
        let section = self.open(name, "", role, bytes.start);
        self.push(Field {
            name: "Data",
            index: None,
            value: Value::Bytes(bytes.clone()),
            start: bytes.start as u64 * 8,
            bits: bytes.len() as u64 * 8,
            clause: "",
            role,
            depth: 1,
            shape: Shape::Leaf,
        });
        self.close(section, bytes.end);
    }

    /// Bit where the last section ends.
    pub fn end(&self) -> u64 {
        let sections = self.fields.iter().rev();
        sections
            .into_iter()
            .find(|f| f.depth == 0)
            .map_or(0, Field::end)
    }

    /// Writes a field down, where there is room. Returns its index.
    pub fn push(&mut self, field: Field) -> Option<usize> {
        if self.fields.len() >= self.most_fields {
            if !self.overfull {
                self.overfull = true;
                let error = Error::at_bit(Code::LimitFields, field.start);
                self.error(error.with(self.most_fields as u64));
            }
            return None;
        }
        self.fields.push(field);
        Some(self.fields.len() - 1)
    }
}
