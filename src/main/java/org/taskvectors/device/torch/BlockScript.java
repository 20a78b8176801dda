package org.taskvectors.device.torch;

/// The text of what a device computes of blocks. A block on the device is a tensor of bytes, filled
/// up with zeros to whole leaves of 1,024 elements, whatever its dtype; a number of zeros is found
/// among what is counted of it, and [TorchProgram] takes them out again. All results of a method
/// come back as one tensor of float64, which holds counts and float32 exactly: each copy from the
/// device costs a wait.
///
/// Every operator gives the same bits on every device: float32 is added and rounded element by
/// element, maxima and counts do not depend on an order, and sums of float64 are taken in the order
/// of [org.taskvectors.tensor.TreeSum]. There is no product that could be fused with a sum: terms
/// are made by an operator of their own.
final class BlockScript {
    /// Leaves of the sums, and lanes within a leaf.
    private static final String SUMS =
            """
              def scanned(self: __torch__.M,
                x: Tensor) -> Tensor:
                return torch.select(torch.cumsum(x, 2), 2, 63)
              def stepped(self: __torch__.M,
                x: Tensor) -> Tensor:
                s = torch.add(torch.select(x, 2, 0), 0.)
                for i in range(63):
                  s = torch.add_(s, torch.select(x, 2, torch.add(i, 1)))
                return s
              def leaves(self: __torch__.M,
                terms: Tensor,
                scans: bool) -> Tensor:
                rows = torch.size(terms, 0)
                x = torch.reshape(terms, [rows, -1, 64, 16])
                if scans:
                  s = (self).scanned(x, )
                else:
                  s = (self).stepped(x, )
                s8 = torch.add(torch.narrow(s, 2, 0, 8), torch.narrow(s, 2, 8, 8))
                s4 = torch.add(torch.narrow(s8, 2, 0, 4), torch.narrow(s8, 2, 4, 4))
                s2 = torch.add(torch.narrow(s4, 2, 0, 2), torch.narrow(s4, 2, 2, 2))
                s1 = torch.add(torch.narrow(s2, 2, 0, 1), torch.narrow(s2, 2, 1, 1))
                return torch.reshape(s1, [rows, -1])
              def sums(self: __torch__.M,
                terms: Tensor,
                scans: bool) -> Tensor:
                x = torch.to(terms, DEVICE, None, False, False)
                return (self).home((self).leaves(x, scans, ), )
            """;

    /// Blocks on their way to the device, results on their way back, bytes as numbers.
    private static final String BLOCKS =
            """
              def home(self: __torch__.M,
                x: Tensor) -> Tensor:
                return torch.to(x, torch.device("cpu"), None, False, False)
              def upload(self: __torch__.M,
                host: Tensor,
                zeros: int) -> Tensor:
                x = torch.to(host, DEVICE, None, True, True)
                if torch.gt(zeros, 0):
                  y = torch.constant_pad_nd(x, [0, zeros], 0)
                else:
                  y = x
                return y
              def memory(self: __torch__.M,
                bytes: int) -> Tensor:
                return PINNED
              def view(self: __torch__.M,
                x: Tensor,
                dtype: int,
                elements: int) -> Tensor:
                return torch.set_(torch.empty([0], dtype=dtype, device=DEVICE), x, 0, [elements], [1])
              def floats(self: __torch__.M,
                x: Tensor,
                dtype: int,
                elements: int) -> Tensor:
                return torch.to((self).view(x, dtype, elements, ), 6)
              def one(self: __torch__.M,
                x: Tensor) -> Tensor:
                return torch.reshape(x, [1])
              def checksum(self: __torch__.M,
                x: Tensor,
                words: int,
                first: int,
                key: int,
                multiplier: int) -> Tensor:
                w = (self).view(x, 4, words, )
                at = torch.arange(first, torch.add(first, words), dtype=4, layout=None, device=DEVICE, pin_memory=None)
                v = torch.add(w, torch.mul(at, key))
                high = torch.bitwise_and(torch.bitwise_right_shift(v, 32), 4294967295)
                folded = torch.mul(torch.bitwise_xor(v, high), multiplier)
                again = torch.bitwise_and(torch.bitwise_right_shift(folded, 32), 4294967295)
                return (self).home(torch.sum(torch.bitwise_xor(folded, again)), )
            """;

    /// `bits` is the code of the integers as wide as a dtype; `shift` takes them to the bins of its
    /// histogram; where `exact`, all else follows from the bins.
    private static final String MEASURES =
            """
              def counts(self: __torch__.M,
                x: Tensor,
                bits: int,
                elements: int,
                shift: int) -> Tensor:
                i = torch.to((self).view(x, bits, elements, ), 3)
                if torch.gt(shift, 0):
                  j = torch.bitwise_right_shift(i, shift)
                else:
                  j = i
                return torch.bincount(torch.bitwise_and(j, 32767), None, 32768)
              def measure(self: __torch__.M,
                x: Tensor,
                elements: int,
                dtype: int,
                bits: int,
                shift: int,
                exact: bool,
                scans: bool) -> Tensor:
                counts = (self).counts(x, bits, elements, shift, )
                if exact:
                  found = torch.to(counts, 7)
                else:
                  m = torch.abs((self).floats(x, dtype, elements, ))
                  d = torch.to(m, 7)
                  terms = (self).leaves(torch.stack([d, torch.mul(d, d)]), scans, )
                  found = torch.cat([counts, torch.reshape(terms, [-1]), (self).one(torch.count_nonzero(m), ), (self).one(torch.max(m), )])
                return (self).home(found, )
              def difference(self: __torch__.M,
                base: Tensor,
                tuned: Tensor,
                host: Tensor,
                elements: int,
                base_dtype: int,
                tuned_dtype: int,
                tuned_bits: int,
                dtype: int,
                size: int,
                bits: int,
                shift: int,
                exact: bool,
                scans: bool) -> List[Tensor]:
                b = (self).floats(base, base_dtype, elements, )
                t = (self).floats(tuned, tuned_dtype, elements, )
                tau = torch.to(torch.sub(t, b), dtype)
                s = torch.to(tau, 6)
                back = torch.to(torch.add(b, s), tuned_dtype)
                error = torch.max(torch.abs(torch.sub(torch.to(back, 6), t)))
                same = torch.count_nonzero(torch.eq((self).view(back, tuned_bits, elements, ), (self).view(tuned, tuned_bits, elements, )))
                counts = (self).counts(tau, bits, elements, shift, )
                wide = torch.to(b, 7)
                squares = torch.mul(wide, wide)
                if exact:
                  terms = (self).leaves(torch.reshape(squares, [1, -1]), scans, )
                  found = torch.cat([counts, torch.reshape(terms, [-1]), (self).one(same, ), (self).one(error, )])
                else:
                  m = torch.abs(s)
                  d = torch.to(m, 7)
                  terms = (self).leaves(torch.stack([squares, d, torch.mul(d, d)]), scans, )
                  found = torch.cat([counts, torch.reshape(terms, [-1]), (self).one(same, ), (self).one(error, ), (self).one(torch.count_nonzero(m), ), (self).one(torch.max(m), )])
                result = (self).home(found, )
                bytes = (self).view(tau, 0, torch.mul(elements, size), )
                _ = torch.copy_(host, torch.narrow(bytes, 0, 0, torch.size(host, 0)), False)
                return [bytes, result]
              def squares(self: __torch__.M,
                base: Tensor,
                stored: Tensor,
                elements: int,
                base_dtype: int,
                dtype: int,
                scans: bool) -> Tensor:
                b = (self).floats(base, base_dtype, elements, )
                wide = torch.to(b, 7)
                terms = (self).leaves(torch.reshape(torch.mul(wide, wide), [1, -1]), scans, )
                largest = torch.max(torch.abs(b))
                other = torch.max(torch.abs((self).floats(stored, dtype, elements, )))
                return (self).home(torch.cat([torch.reshape(terms, [-1]), (self).one(largest, ), (self).one(other, )]), )
            """;

    /// Slices of all vectors, `first` and `count` in elements. Products are taken of one vector
    /// with all after it at a time, which bounds the memory by the number of vectors, not of pairs.
    private static final String JOINT =
            """
              def joint(self: __torch__.M,
                blocks: List[Tensor],
                dtypes: List[int],
                elements: int,
                first: int,
                count: int,
                scans: bool) -> Tensor:
                vectors = torch.len(blocks)
                parts = annotate(List[Tensor], [])
                for i in range(vectors):
                  part = torch.narrow((self).view(blocks[i], dtypes[i], elements, ), 0, first, count)
                  _0 = torch.append(parts, torch.to(part, 7))
                x = torch.stack(parts)
                magnitudes = torch.abs(x)
                sum = torch.select(x, 0, 0)
                magnitude = torch.select(magnitudes, 0, 0)
                for i in range(torch.sub(vectors, 1)):
                  sum = torch.add(sum, torch.select(x, 0, torch.add(i, 1)))
                  magnitude = torch.add(magnitude, torch.select(magnitudes, 0, torch.add(i, 1)))
                together = (self).leaves(torch.stack([magnitude, torch.abs(sum)]), scans, )
                squares = (self).leaves(torch.mul(x, x), scans, )
                positive = torch.gt(x, 0)
                counted = torch.ne(x, 0)
                found = annotate(List[Tensor], [])
                both = annotate(List[Tensor], [])
                same = annotate(List[Tensor], [])
                for i in range(torch.sub(vectors, 1)):
                  next = torch.add(i, 1)
                  rest = torch.sub(vectors, next)
                  products = torch.mul(torch.narrow(x, 0, i, 1), torch.narrow(x, 0, next, rest))
                  _1 = torch.append(found, torch.reshape((self).leaves(products, scans, ), [-1]))
                  nonzero = torch.logical_and(torch.narrow(counted, 0, i, 1), torch.narrow(counted, 0, next, rest))
                  alike = torch.eq(torch.narrow(positive, 0, i, 1), torch.narrow(positive, 0, next, rest))
                  _2 = torch.append(both, torch.count_nonzero(nonzero, [1]))
                  _3 = torch.append(same, torch.count_nonzero(torch.logical_and(nonzero, alike), [1]))
                _4 = torch.append(found, torch.reshape(squares, [-1]))
                _5 = torch.append(found, torch.reshape(together, [-1]))
                _6 = torch.append(found, torch.cat(both))
                _7 = torch.append(found, torch.cat(same))
                _8 = torch.append(found, (self).one(torch.max(magnitude), ))
                return (self).home(torch.cat(found), )
            """;

    private BlockScript() {}

    /// Returns the text of the methods for a device.
    static String text(TorchPlace place) {
        String memory = "torch.empty([bytes], dtype=0)";
        String pinned = place.isProcessor() ? memory : "torch.pin_memory(" + memory + ")";
        return (SUMS + BLOCKS + MEASURES + JOINT).replace("PINNED", pinned);
    }
}
