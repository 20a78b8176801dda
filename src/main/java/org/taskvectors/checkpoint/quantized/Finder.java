package org.taskvectors.checkpoint.quantized;

import java.util.HashSet;
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

/// Finds the quantised tensors of a checkpoint by the names of their parts, in whatever files these
/// lie, and lets each format decode its own.
final class Finder {
    /// Formats that are not decoded, by the name of a tensor that no other format has.
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

    /// The tensor of a module that is never quantised.
    private static final String BIAS = "bias";

    private final Checkpoint stored;
    private final Map<String, QuantizedTensor> decoded = new LinkedHashMap<>();
    private final Map<String, String> undecoded = new LinkedHashMap<>();
    private final Set<String> hidden = new LinkedHashSet<>();

    private Finder(Checkpoint stored) {
        this.stored = stored;
    }

    /// @throws Failure if the parts of a tensor contradict each other
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
                List.of(
                        new FourBits(stored),
                        new LlmInt8(stored),
                        new Float8(stored),
                        new MicroscalingFinder(stored),
                        new OtherCodes(stored));
        for (Tensor tensor : stored.tensors()) {
            String kind = foreign.get(module(tensor.name()));
            if (kind != null) {
                if (!leaf(tensor.name()).equals(BIAS)) {
                    undecoded.put(tensor.name(), kind);
                }
                continue;
            }
            // A tensor belongs to the first format that knows it.
            @Nullable Parts parts = null;
            for (int i = 0; parts == null && i < formats.size(); i++) {
                parts = formats.get(i).parts(tensor);
            }
            take(parts);
        }
        hidden.forEach(undecoded::remove);
        Set<String> renamed = new HashSet<>();
        decoded.forEach(
                (name, tensor) -> {
                    undecoded.remove(tensor.stored().name());
                    if (!tensor.stored().name().equals(name)) {
                        renamed.add(tensor.stored().name());
                    }
                });
        return new Found(decoded, undecoded, hidden, renamed);
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

    /// Returns a tensor's name after its last dot.
    static String leaf(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    /// Returns a tensor's name up to and including its last dot.
    static String module(String name) {
        return name.substring(0, name.lastIndexOf('.') + 1);
    }
}
