package org.taskvectors.inference;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.TensorReader;
import org.taskvectors.checkpoint.TensorSpans;
import org.taskvectors.checkpoint.WeightsFile;
import org.taskvectors.file.ReadAhead;
import org.taskvectors.tensor.DType;
import org.taskvectors.vector.EditedModel;
import org.taskvectors.vector.Operands;
import org.taskvectors.vector.Summand;

/// θ0 and τ out of memory where they lie there as they are on disk, and out of their files where
/// they do not.
///
/// @param base the base's files
/// @param pristine the base's weights in memory; empty where that memory holds an edited model too
/// @param vectors the vectors in memory; empty where they are read from disk
record HeldOperands(
        Checkpoint base, Optional<WeightBlock> pristine, Optional<ResidentVectors> vectors)
        implements Operands {
    @Override
    public TensorReader base(Tensor tensor) throws IOException {
        Optional<Weights> same = numbers(tensor).filter(held -> held.dtype() == tensor.dtype());
        return same.isPresent()
                ? new MemoryReader(tensor, same.get().memory())
                : base.reader(tensor);
    }

    @Override
    public TensorReader change(Summand summand) throws IOException {
        Optional<MemorySegment> held = held(summand);
        return held.isPresent()
                ? new MemoryReader(summand.tensor(), held.get())
                : summand.vector().reader(summand.tensor());
    }

    /// Returns the memory that has exactly the numbers of a tensor of the base, perhaps in a wider
    /// dtype: not where they are rounded to run, as those of a quantised tensor are, or of one of a
    /// wider dtype.
    Optional<Weights> numbers(Tensor tensor) {
        return pristine.flatMap(block -> block.find(tensor.name()))
                .filter(held -> isExact(tensor.dtype(), held.dtype()));
    }

    /// Whether every number of a dtype is one of the dtype in which it is held.
    private static boolean isExact(DType stored, DType held) {
        return stored == held || stored.bits() <= 8 || (held == DType.F32 && stored.bits() <= 16);
    }

    /// Returns the bytes of a summand's τ; empty if they are not in memory.
    Optional<MemorySegment> held(Summand summand) {
        return vectors.flatMap(known -> known.find(summand));
    }

    /// Returns which bytes of files are read for a tensor of a model, since they are not in memory.
    List<ReadAhead.Span> spans(EditedModel model, Tensor tensor) {
        List<List<ReadAhead.Span>> read = new ArrayList<>();
        base.tensor(tensor.name())
                .filter(from -> numbers(from).isEmpty())
                .ifPresent(from -> read.add(TensorSpans.whole(base, from)));
        model.summands(tensor.name()).stream()
                .filter(summand -> held(summand).isEmpty())
                .map(summand -> TensorSpans.whole(summand.vector(), summand.tensor()))
                .forEach(read::add);
        return TensorSpans.sideBySide(read);
    }

    /// Reads a tensor that lies in memory as it is.
    private record MemoryReader(Tensor tensor, MemorySegment memory) implements TensorReader {
        @Override
        public void read(long first, MemorySegment target) {
            long offset = WeightsFile.offsetWithin(tensor, first, target.byteSize());
            MemorySegment.copy(memory, offset, target, 0, target.byteSize());
        }
    }
}
