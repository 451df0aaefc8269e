//! Text that is rewritten again and again and still knows on which line of the original each part stood.

/// A text, and where in it the lines of the original begin.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lined {
    pub text: String,
    /// Offset at which line 2, 3, … of the original begins; never falling.
    starts: Vec<usize>,
}

impl Lined {
    pub fn new(text: String) -> Self {
        let starts = memchr::memchr_iter(b'\n', text.as_bytes())
            .map(|at| at + 1)
            .collect();
        Self { text, starts }
    }

    /// The line of the original, from 1, that stands at this offset.
    pub fn line(&self, at: usize) -> usize {
        1 + self.starts.partition_point(|&start| start <= at)
    }

    /// Where this line of the original, from 1, begins.
    pub fn start(&self, line: usize) -> usize {
        line.checked_sub(2)
            .and_then(|at| self.starts.get(at))
            .map_or(0, |&start| start.min(self.text.len()))
    }
}

/// Copies a text from front to back, with parts of it replaced.
pub struct Rewrite<'a> {
    from: &'a Lined,
    done: usize,
    next: usize,
    out: Lined,
}

impl<'a> Rewrite<'a> {
    pub fn new(from: &'a Lined) -> Self {
        let out = Lined {
            text: String::with_capacity(from.text.len()),
            starts: Vec::with_capacity(from.starts.len()),
        };
        Self {
            from,
            done: 0,
            next: 0,
            out,
        }
    }

    /// Takes everything over up to this offset.
    pub fn keep(&mut self, to: usize) {
        if to <= self.done {
            return;
        }
        let base = self.out.text.len();
        while let Some(&start) = self
            .from
            .starts
            .get(self.next)
            .filter(|&&start| start <= to)
        {
            self.out.starts.push(base + start.saturating_sub(self.done));
            self.next += 1;
        }
        self.out.text.push_str(&self.from.text[self.done..to]);
        self.done = to;
    }

    /// Puts `with` in the place of everything up to this offset.
    pub fn replace(&mut self, to: usize, with: &str) {
        self.out.text.push_str(with);
        while self
            .from
            .starts
            .get(self.next)
            .is_some_and(|&start| start <= to)
        {
            self.out.starts.push(self.out.text.len());
            self.next += 1;
        }
        self.done = self.done.max(to);
    }

    /// How far the original has been read.
    pub const fn read(&self) -> usize {
        self.done
    }

    pub fn finish(mut self) -> Lined {
        self.keep(self.from.text.len());
        self.out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_still_known_after_text_before_it_grew_and_shrank() {
        let from = Lined::new("ab\ncd\nef".into());
        let mut rewrite = Rewrite::new(&from);
        rewrite.keep(1);
        rewrite.replace(2, "a longer thing\nwith a break");
        rewrite.keep(3);
        rewrite.replace(6, "");
        let to = rewrite.finish();
        assert_eq!(to.text, "aa longer thing\nwith a break\nef");
        assert_eq!(to.line(0), 1);
        assert_eq!(to.line(20), 1);
        assert_eq!(to.line(to.text.len() - 1), 3);
    }
}
