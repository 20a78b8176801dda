package org.taskvectors.checkpoint.quantized;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.ModelConfig;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.tensor.DType;

/// Names codes that no format here decodes; without a name they would pass for integers that are no
/// weights: whole numbers with scales, zero points or tables beside them, whole numbers called
/// `weight` in a model whose configuration says that it is quantised, and elements of the small
/// floating-point types that are always scaled.
final class OtherCodes implements Parts.Format {
    private static final Set<DType> WHOLE =
            EnumSet.of(DType.U8, DType.I8, DType.U16, DType.I16, DType.U32, DType.I32);

    private static final Set<DType> SMALL =
            EnumSet.of(
                    DType.F4,
                    DType.F6_E2M3,
                    DType.F6_E3M2,
                    DType.F8_E4M3FNUZ,
                    DType.F8_E5M2FNUZ,
                    DType.F8_E8M0);

    /// The last parts of the names of what stands beside codes.
    private static final Pattern BESIDE =
            Pattern.compile(
                    "(?i)(?:.*[_.])?(?:q?scales?(?:_inv|_and_zeros?|_\\d)?|[sq]?zeros?|zero_?points?"
                        + "|absmax|scb|codebooks?|quant_map|lut|g_idx)");

    /// What names of codes end with, in front of which the name of the weight stands.
    private static final Pattern ENDING =
            Pattern.compile("(?i)[_.](?:blocks|packed|quantized|quant|codes|q|data|int_data)$");

    private static final Pattern WEIGHT = Pattern.compile("(?i)q?weights?(?:_.*)?|.*_proj|w_?\\d?");

    private final Checkpoint stored;
    private final Optional<String> method;
    private final Map<String, List<Tensor>> modules = new HashMap<>();

    OtherCodes(Checkpoint stored) {
        this.stored = stored;
        method =
                stored.about()
                        .config()
                        .flatMap(config -> config.part("quantization_config"))
                        .map(OtherCodes::method);
    }

    private static String method(ModelConfig quantization) {
        return quantization.text("quant_method").orElse("quantised");
    }

    @Override
    public @Nullable Parts parts(Tensor tensor) {
        if (SMALL.contains(tensor.dtype())) {
            return Parts.notUnderstood(tensor.dtype().label(), List.of(tensor.name()));
        }
        if (!WHOLE.contains(tensor.dtype())
                || isBeside(tensor)
                || stored.stored(tensor).undecoded().isPresent()) {
            return null;
        }
        List<String> all = new ArrayList<>();
        all.add(tensor.name());
        String stem = ENDING.matcher(tensor.name()).replaceFirst("");
        for (Tensor other : module(tensor)) {
            if (isBeside(other) && (other.name().startsWith(stem) || isGeneral(other))) {
                all.add(other.name());
            }
        }
        if (all.size() > 1) {
            return Parts.notUnderstood(
                    tensor.dtype().label() + " codes with scales that are not understood", all);
        }
        boolean isWeight =
                tensor.shape().rank() > 1 && WEIGHT.matcher(Finder.leaf(tensor.name())).matches();
        return method.isPresent() && isWeight
                ? Parts.notUnderstood(tensor.dtype().label() + " codes (" + method.get() + ")", all)
                : null;
    }

    private static boolean isBeside(Tensor tensor) {
        return BESIDE.matcher(Finder.leaf(tensor.name())).matches();
    }

    /// Whether a part belongs to all codes of its module, as its name says nothing of a weight.
    private static boolean isGeneral(Tensor tensor) {
        return !Finder.leaf(tensor.name()).contains("_");
    }

    /// Returns the tensors of the tensor's module, and those whose names begin with its own.
    private List<Tensor> module(Tensor tensor) {
        if (modules.isEmpty()) {
            for (Tensor other : stored.tensors()) {
                String module = Finder.module(other.name());
                modules.computeIfAbsent(module, _ -> new ArrayList<>()).add(other);
            }
        }
        List<Tensor> near = new ArrayList<>(of(Finder.module(tensor.name())));
        near.addAll(of(tensor.name() + "."));
        near.remove(tensor);
        return near;
    }

    private List<Tensor> of(String module) {
        return modules.getOrDefault(module, List.of());
    }
}
