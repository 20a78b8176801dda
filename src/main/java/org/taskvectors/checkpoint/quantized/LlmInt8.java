package org.taskvectors.checkpoint.quantized;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Encoding;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.file.Failure;
import org.taskvectors.tensor.DType;

/// Finds tensors in LLM.int8 as Transformers saves it: `M.weight` in int8, `M.SCB` with the largest
/// magnitude of each row, and `M.weight_format`, a number that says how the bytes are laid out: 0
/// for rows, the only layout that is still written and that bitsandbytes still reads.
final class LlmInt8 implements Parts.Format {
    private static final String SCALES = "SCB";
    private static final String LAYOUT = "weight_format";
    private static final String WEIGHT = "weight";

    private final Checkpoint stored;
    private final float[] numbers = EightBitTensor.numbers(DType.I8);

    LlmInt8(Checkpoint stored) {
        this.stored = stored;
    }

    @Override
    public @Nullable Parts parts(Tensor tensor) throws Failure {
        String leaf = Finder.leaf(tensor.name());
        String module = Finder.module(tensor.name());
        if (leaf.equals(SCALES)) {
            boolean alone =
                    stored.tensor(module + WEIGHT)
                            .filter(weight -> weight.dtype() == DType.I8)
                            .isEmpty();
            return alone
                    ? Parts.notUnderstood(
                            "scales of an LLM.int8 tensor that is not here", List.of(tensor.name()))
                    : null;
        }
        Optional<Tensor> scales = stored.tensor(module + SCALES);
        if (!leaf.equals(WEIGHT) || tensor.dtype() != DType.I8 || scales.isEmpty()) {
            return null;
        }
        List<String> others =
                Stream.of(SCALES, LAYOUT)
                        .map(part -> module + part)
                        .filter(part -> stored.tensor(part).isPresent())
                        .toList();
        if (layout(tensor, module) != 0) {
            return Parts.notUnderstood(
                    "LLM.int8 in a layout other than rows",
                    Stream.concat(Stream.of(tensor.name()), others.stream()).toList());
        }
        return Parts.ofBitsandbytes(stored, tensor(tensor, scales.get()), others);
    }

    private QuantizedTensor tensor(Tensor weight, Tensor scales) throws Failure {
        if (!scales.dtype().isFloating() || scales.dtype().bits() > 32) {
            throw Parts.failure(
                    stored,
                    QuantizedProblem.PART_DOES_NOT_FIT,
                    weight,
                    scales,
                    "SCB is " + scales.dtype().label() + ", and has to be floating point");
        }
        if (weight.shape().rank() != 2) {
            throw Parts.failure(
                    stored,
                    QuantizedProblem.PART_DOES_NOT_FIT,
                    weight,
                    weight,
                    "LLM.int8 is for matrices, and this has the shape " + weight.shape());
        }
        long rows = weight.shape().size(0);
        long columns = weight.shape().size(1);
        if (scales.elements() != rows) {
            throw Parts.doesNotFit(stored, weight, scales, "elements", rows);
        }
        Grid grid = Grid.rows(rows, columns);
        Encoding encoding =
                new Encoding(
                        "LLM.int8",
                        8 + 8.0 * scales.dtype().bytes() / Math.max(1, columns),
                        GaussianErrors.int8(columns));
        return new EightBitTensor(
                stored,
                weight,
                grid,
                new Scales.Stored(stored, scales),
                numbers,
                EightBitTensor.ONE_OF_127,
                encoding);
    }

    /// Returns the number of the layout; 0 if the file has none, −1 if the tensor that gives it is
    /// not a single byte.
    private int layout(Tensor weight, String module) throws Failure {
        Optional<Tensor> part = stored.tensor(module + LAYOUT);
        if (part.isEmpty()) {
            return 0;
        }
        if (part.get().elements() != 1 || part.get().dtype().bits() != 8) {
            return -1;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment one = arena.allocate(1);
            stored.read(part.get(), 0, one);
            return one.get(ValueLayout.JAVA_BYTE, 0);
        } catch (Failure e) {
            throw e;
        } catch (IOException e) {
            throw Parts.failure(
                            stored,
                            QuantizedProblem.PART_DOES_NOT_FIT,
                            weight,
                            part.get(),
                            "weight_format cannot be read")
                    .causedBy(e);
        }
    }
}
