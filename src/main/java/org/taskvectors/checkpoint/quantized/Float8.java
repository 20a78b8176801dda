package org.taskvectors.checkpoint.quantized;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Encoding;
import org.taskvectors.checkpoint.ModelConfig;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.tensor.DType;

/// Finds float8 tensors with scales beside them: `X_scale_inv` (DeepSeek-V3, Transformers'
/// fine-grained FP8) and `X_scale` (compressed-tensors, FBGEMM); also `M.scale` and
/// `M.qscale_weight` beside `M.weight`, which Transformers takes for the first (DeepSeek-V4,
/// Mistral). All of them multiply, whatever their name says. A tensor of 8 bits with a scale that
/// is not understood is named and not decoded: without its scale it means nothing.
final class Float8 implements Parts.Format {
    private static final List<String> BESIDE =
            List.of("weight_scale", "weight_scale_inv", "scale", "qscale_weight");
    private static final List<String> OF_ACTIVATIONS = List.of("input_scale", "activation_scale");
    private static final List<String> MORE = List.of("weight_zero_point", "weight_g_idx");

    private final Checkpoint stored;
    private final List<Long> block;
    private final float[] e4m3 = EightBitTensor.numbers(DType.F8_E4M3);
    private final float[] e5m2 = EightBitTensor.numbers(DType.F8_E5M2);

    Float8(Checkpoint stored) {
        this.stored = stored;
        block = stored.about().config().map(ModelConfig::quantizationBlock).orElse(List.of());
    }

    @Override
    public @Nullable Parts parts(Tensor tensor) {
        if (tensor.dtype().bits() != 8 || isScale(tensor)) {
            return null;
        }
        List<Tensor> scales = scales(tensor);
        if (scales.isEmpty()) {
            return null;
        }
        String module = Finder.module(tensor.name());
        Optional<QuantizedTensor> decoded =
                scales.size() == 1 && MORE.stream().noneMatch(part -> has(module + part))
                        ? decoded(tensor, scales.getFirst())
                        : Optional.empty();
        List<String> others = new ArrayList<>(scales.stream().map(Tensor::name).toList());
        if (decoded.isPresent()) {
            OF_ACTIVATIONS.stream()
                    .map(part -> module + part)
                    .filter(this::has)
                    .forEach(others::add);
            return Parts.of(decoded.get(), others);
        }
        others.addFirst(tensor.name());
        MORE.stream().map(part -> module + part).filter(this::has).forEach(others::add);
        return Parts.notUnderstood(
                tensor.dtype().label() + " with scales that are not understood", others);
    }

    /// Whether a tensor is a scale by its name; scales may have 8 bits themselves.
    private static boolean isScale(Tensor tensor) {
        String name = tensor.name();
        return name.endsWith("_scale")
                || name.endsWith("_scale_inv")
                || BESIDE.contains(Finder.leaf(name));
    }

    private List<Tensor> scales(Tensor tensor) {
        String name = tensor.name();
        String module = Finder.module(name);
        boolean isWeight = Finder.leaf(name).equals("weight");
        return Stream.concat(
                        Stream.of(name + "_scale", name + "_scale_inv"),
                        BESIDE.stream()
                                .filter(leaf -> isWeight || leaf.startsWith("weight_scale"))
                                .map(leaf -> module + leaf))
                .distinct()
                .flatMap(scale -> stored.tensor(scale).stream())
                .toList();
    }

    private boolean has(String name) {
        return stored.tensor(name).isPresent();
    }

    private Optional<QuantizedTensor> decoded(Tensor tensor, Tensor scale) {
        boolean isFloat8 = tensor.dtype() == DType.F8_E4M3 || tensor.dtype() == DType.F8_E5M2;
        if (!isFloat8 || !Scales.Stored.isReadable(scale.dtype())) {
            return Optional.empty();
        }
        return Grid.of(tensor.shape(), scale.shape(), block)
                .map(
                        grid ->
                                new EightBitTensor(
                                        stored,
                                        tensor,
                                        grid,
                                        new Scales.Stored(stored, scale),
                                        tensor.dtype() == DType.F8_E4M3 ? e4m3 : e5m2,
                                        1,
                                        encoding(tensor, scale, grid)));
    }

    private static Encoding encoding(Tensor tensor, Tensor scale, Grid grid) {
        String by = grid.isSingle() ? "one scale" : grid.isByRow() ? "row scales" : "block scales";
        return new Encoding(
                "FP8 " + (tensor.dtype() == DType.F8_E4M3 ? "E4M3" : "E5M2") + " with " + by,
                8 + 8.0 * scale.bytes() / tensor.elements(),
                GaussianErrors.float8(tensor.dtype()));
    }
}
