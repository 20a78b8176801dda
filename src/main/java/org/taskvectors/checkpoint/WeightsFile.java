package org.taskvectors.checkpoint;

import java.io.Closeable;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.taskvectors.file.Failure;
import org.taskvectors.file.ReadAhead;

/// One open file of weights in any format. Opening reads the description of the tensors and none of
/// their numbers. Reading is safe for several threads at once.
public interface WeightsFile extends Closeable {
    Path path();

    /// Bytes of the file.
    long size();

    /// Returns the words for a file of this format: `safetensors file`.
    String format();

    /// Returns the tensors in the order of the file.
    List<Tensor> tensors();

    /// Returns the tensor of that name; empty if there is none.
    Optional<Tensor> tensor(String name);

    /// See [Stored#encoding].
    default Optional<Encoding> encoding(Tensor tensor) {
        return Optional.empty();
    }

    /// See [Stored#undecoded].
    default Optional<String> undecoded(Tensor tensor) {
        return Optional.empty();
    }

    /// See [Stored#codes].
    default Optional<Codes> codes(Tensor tensor) {
        return Optional.empty();
    }

    /// See [Checkpoint#tied].
    default Tied tied() {
        return Tied.NONE;
    }

    /// Returns the model's configuration from the file itself; empty if the format has no place for
    /// it.
    default Optional<ModelConfig> config() {
        return Optional.empty();
    }

    /// Reads the vocabulary that the file brings along; empty if it has none, or if the format has
    /// no place for it.
    ///
    /// @throws Failure if it is damaged, or larger than any vocabulary
    default Optional<Vocabulary> vocabulary() throws Failure {
        return Optional.empty();
    }

    /// See [About#dictionaries].
    default Optional<Dictionaries> dictionaries() {
        return Optional.empty();
    }

    /// Returns the string-to-string metadata of the file.
    Map<String, String> metadata();

    /// Returns observations that are no errors.
    List<String> notes();

    /// Checks that the files that were opened with this one are a whole model together, for a
    /// format whose files say how many they are; called on the first of them.
    ///
    /// @param files all files that were opened together, this one included
    /// @throws Failure if some are absent, or if they are not parts of one model
    default void requireWhole(List<WeightsFile> files) throws Failure {}

    /// Fills `target` with the elements of `tensor` from `firstElement` on; see
    /// [TensorReader#read].
    ///
    /// @throws IllegalArgumentException if the tensor is not one of this file's, or if the range is
    ///   not within it or does not begin and end at a byte
    void read(Tensor tensor, long firstElement, MemorySegment target) throws Failure;

    /// See [Checkpoint#spans].
    default List<ReadAhead.Span> spans(Tensor tensor, long first, long count) {
        return List.of();
    }

    @Override
    void close();

    /// Returns the byte of a packed tensor at which its element `firstElement` begins.
    ///
    /// @param size the bytes of the range from there
    /// @throws IllegalArgumentException if the range is not whole elements of the tensor, or does
    ///   not begin and end at a byte
    static long offsetWithin(Tensor tensor, long firstElement, long size) {
        long firstBit = Math.multiplyExact(firstElement, (long) tensor.dtype().bits());
        if (firstElement < 0
                || firstBit % 8 != 0
                || firstBit / 8 > tensor.bytes() - size
                || size * 8 % tensor.dtype().bits() != 0) {
            throw new IllegalArgumentException(
                    size + " bytes from element " + firstElement + " are not in " + tensor);
        }
        return firstBit / 8;
    }
}
