package org.taskvectors.saving;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.safetensors.SafetensorsLayout;

/// Which tensor goes into which file: in their order, a new file where the next would pass the
/// limit.
///
/// Source of names and index: what `save_pretrained` of transformers writes.
final class ShardPlan {
    private static final String INDEX = "model.safetensors.index.json";

    /// One file of weights.
    ///
    /// @param tensors in the order in which they lie in it
    record Shard(String name, List<Tensor> tensors, SafetensorsLayout layout) {}

    /// Where a tensor lies.
    ///
    /// @param shard number of the file, from 0
    /// @param index its place within it
    record Place(int shard, int index) {}

    private final List<Shard> shards = new ArrayList<>();
    private final List<Place> places = new ArrayList<>();

    private ShardPlan() {}

    static ShardPlan of(List<Tensor> tensors, long most, Map<String, String> metadata) {
        List<List<Tensor>> groups = new ArrayList<>();
        ShardPlan plan = new ShardPlan();
        long bytes = 0;
        for (Tensor tensor : tensors) {
            if (groups.isEmpty()
                    || (!groups.getLast().isEmpty() && tensor.bytes() > most - bytes)) {
                groups.add(new ArrayList<>());
                bytes = 0;
            }
            plan.places.add(new Place(groups.size() - 1, groups.getLast().size()));
            groups.getLast().add(tensor);
            bytes += tensor.bytes();
        }
        for (int i = 0; i < groups.size(); i++) {
            String name =
                    groups.size() == 1
                            ? "model.safetensors"
                            : String.format(
                                    Locale.ROOT,
                                    "model-%05d-of-%05d.safetensors",
                                    i + 1,
                                    groups.size());
            plan.shards.add(
                    new Shard(
                            name,
                            List.copyOf(groups.get(i)),
                            SafetensorsLayout.of(groups.get(i), metadata)));
        }
        return plan;
    }

    List<Shard> shards() {
        return shards;
    }

    /// Where the tensor at that place in the list lies.
    Place place(int tensor) {
        return places.get(tensor);
    }

    /// Bytes of all files.
    long bytes() {
        return shards.stream().mapToLong(shard -> shard.layout().fileSize()).sum();
    }

    /// The name of the index, which several files need and one does not.
    String indexName() {
        return INDEX;
    }

    boolean needsIndex() {
        return shards.size() > 1;
    }

    /// The index: which tensor is in which file, and the bytes of all tensors.
    byte[] index() {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        long size = 0;
        ObjectNode map = JsonNodeFactory.instance.objectNode();
        for (Shard shard : shards) {
            for (Tensor tensor : shard.tensors()) {
                size += tensor.bytes();
                map.put(tensor.name(), shard.name());
            }
        }
        root.putObject("metadata").put("total_size", size);
        root.set("weight_map", map);
        return PrettyJson.bytes(root);
    }
}
