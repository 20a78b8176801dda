package org.taskvectors.checkpoint.quantized;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Shape;

/// Finds the experts of gpt-oss in MXFP4: `X_blocks` (experts × rows × groups × 16 bytes) with
/// `X_scales`, which Transformers shows as `X` with its last two dimensions exchanged, and
/// `X.blocks` with `X.scales` of the model's own files, where `X` is as it is stored.
final class MicroscalingFinder implements Parts.Format {
    private static final String KIND = "MXFP4";

    /// Bytes of a block's codes.
    private static final int BLOCK_BYTES = MicroscalingTensor.BLOCK / 2;

    /// The names of the two parts.
    ///
    /// @param isTransposed whether the model has the tensor the other way round
    private record Naming(String blocks, String scales, boolean isTransposed) {}

    private static final List<Naming> NAMINGS =
            List.of(
                    new Naming("_blocks", "_scales", true),
                    new Naming(".blocks", ".scales", false));

    private final Checkpoint stored;

    MicroscalingFinder(Checkpoint stored) {
        this.stored = stored;
    }

    @Override
    public @Nullable Parts parts(Tensor tensor) {
        for (Naming naming : NAMINGS) {
            String name = tensor.name();
            if (name.endsWith(naming.blocks()) && tensor.dtype() == DType.U8) {
                String whole = name.substring(0, name.length() - naming.blocks().length());
                Optional<Tensor> scales = stored.tensor(whole + naming.scales());
                if (scales.isPresent()) {
                    return parts(tensor, scales.get(), whole, naming);
                }
            }
        }
        return null;
    }

    private Parts parts(Tensor blocks, Tensor scales, String name, Naming naming) {
        Optional<QuantizedTensor> decoded =
                stored.tensor(name).isPresent()
                        ? Optional.empty()
                        : decoded(blocks, scales, name, naming.isTransposed());
        return decoded.map(tensor -> Parts.of(tensor, List.of(scales.name())))
                .orElseGet(
                        () ->
                                Parts.notUnderstood(
                                        KIND + " of a shape that is not known",
                                        Stream.of(blocks, scales).map(Tensor::name).toList()));
    }

    private Optional<QuantizedTensor> decoded(
            Tensor blocks, Tensor scales, String name, boolean isTransposed) {
        Shape shape = blocks.shape();
        int last = shape.rank() - 1;
        boolean fits =
                (isTransposed ? last == 3 : last >= 2)
                        && shape.size(last) == BLOCK_BYTES
                        && shape.elements() > 0
                        && scales.shape().rank() == last
                        && (scales.dtype() == DType.U8 || scales.dtype() == DType.F8_E8M0);
        for (int i = 0; fits && i < last; i++) {
            fits = scales.shape().size(i) == shape.size(i);
        }
        if (!fits) {
            return Optional.empty();
        }
        long[] sizes = new long[last];
        System.arraycopy(shape.sizes(), 0, sizes, 0, last);
        sizes[last - 1] *= MicroscalingTensor.BLOCK;
        QuantizedTensor tensor =
                new MicroscalingTensor(
                        stored, blocks, new Scales.Stored(stored, scales), name, Shape.of(sizes));
        return Optional.ofNullable(isTransposed ? TransposedTensor.of(tensor) : tensor);
    }
}
