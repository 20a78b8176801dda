package org.taskvectors.checkpoint.quantized;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.file.Failure;

/// Finds the quantised tensors of a checkpoint by the names of their parts, wherever these lie, and
/// asks each format what it makes of them.
final class Finder {
    /// What a module of another format is known by: a tensor that no other has.
    private static final Map<String, String> FOREIGN =
            Map.of(
                    "qweight", "GPTQ or AWQ",
                    "W_q", "HQQ",
                    "weight_packed", "packed by compressed-tensors",
                    "codebooks", "AQLM",
                    "weight_scales", "EETQ",
                    "weight_scale_2", "NVFP4",
                    "_data", "Quanto",
                    "centroids", "VPTQ");

    /// What belongs to a module and is stored as it is.
    private static final String BIAS = "bias";

    private final Checkpoint stored;
    private final Map<String, QuantizedTensor> decoded = new LinkedHashMap<>();
    private final Map<String, String> undecoded = new LinkedHashMap<>();
    private final Set<String> hidden = new LinkedHashSet<>();

    private Finder(Checkpoint stored) {
        this.stored = stored;
    }

    /// @throws Failure where the parts of a tensor contradict each other
    static Found find(Checkpoint stored) throws Failure {
        return new Finder(stored).find();
    }

    private Found find() throws Failure {
        Map<String, String> foreign = new LinkedHashMap<>();
        for (Tensor tensor : stored.tensors()) {
            String kind = FOREIGN.get(leaf(tensor.name()));
            if (kind != null) {
                foreign.put(module(tensor.name()), kind);
            }
        }
        List<Parts.Format> formats =
                List.of(new FourBits(stored), new LlmInt8(stored), new Float8(stored));
        for (Tensor tensor : stored.tensors()) {
            String kind = foreign.get(module(tensor.name()));
            if (kind != null) {
                if (!leaf(tensor.name()).equals(BIAS)) {
                    undecoded.put(tensor.name(), kind);
                }
                continue;
            }
            for (Parts.Format format : formats) {
                take(format.parts(tensor));
            }
        }
        hidden.forEach(undecoded::remove);
        return new Found(decoded, undecoded, hidden);
    }

    private void take(@Nullable Parts parts) {
        if (parts == null) {
            return;
        }
        Optional<QuantizedTensor> tensor = parts.decoded();
        if (tensor.isPresent()) {
            decoded.put(tensor.get().shown().name(), tensor.get());
            hidden.addAll(parts.others());
        } else {
            parts.others().forEach(name -> undecoded.putIfAbsent(name, parts.kind()));
        }
    }

    /// A tensor's name after its last dot.
    static String leaf(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    /// A tensor's name up to its last dot, that included.
    static String module(String name) {
        return name.substring(0, name.lastIndexOf('.') + 1);
    }
}
