package org.taskvectors.checkpoint;

import java.io.Closeable;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.taskvectors.file.Failure;

/// One open file of weights: what each format of a single file gives. Opening reads what describes
/// the tensors and none of their numbers. Reading is safe from several threads at once.
public interface WeightsFile extends Closeable {
    Path path();

    /// Bytes of the file.
    long size();

    /// What a file of this format is called: `safetensors file`.
    String format();

    /// The tensors in the order of the file.
    List<Tensor> tensors();

    /// The tensor of that name.
    Optional<Tensor> tensor(String name);

    /// See [Stored#encoding].
    default Optional<Encoding> encoding(Tensor tensor) {
        return Optional.empty();
    }

    /// See [Checkpoint#tied].
    default Tied tied() {
        return Tied.NONE;
    }

    /// What the file itself says of the model's configuration, where its format has a place for it.
    default Optional<ModelConfig> config() {
        return Optional.empty();
    }

    /// See [About#dictionaries].
    default Optional<Dictionaries> dictionaries() {
        return Optional.empty();
    }

    /// String-to-string metadata as the file has it.
    Map<String, String> metadata();

    /// What was noticed and is not an error.
    List<String> notes();

    /// Fills `target` with the elements of `tensor` from `firstElement` on; see
    /// [TensorReader#read].
    ///
    /// @throws IllegalArgumentException where the tensor is none of this file's, the elements asked
    ///   for are not all its own, or they do not begin and end at a byte
    void read(Tensor tensor, long firstElement, MemorySegment target) throws Failure;

    @Override
    void close();

    /// The byte of a packed tensor at which its element `firstElement` begins.
    ///
    /// @param size how many bytes are asked for from there
    /// @throws IllegalArgumentException where these are not whole elements of the tensor, or do not
    ///   begin and end at a byte
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
