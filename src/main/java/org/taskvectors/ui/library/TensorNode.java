package org.taskvectors.ui.library;

import java.util.List;
import java.util.Optional;
import org.taskvectors.checkpoint.Tensor;

/// A line of the tensor tree: a group (a layer, a module) or one tensor.
///
/// @param label what it is called within its group: `layers.14`, `down_proj`
/// @param fullName the tensor's name, or what the names of a group's tensors begin with
/// @param tensor the tensor; empty for a group
/// @param bytes of the tensor, or of all in the group
/// @param tensors how many there are in it; 1 for a tensor
/// @param children what is in a group, in order
public record TensorNode(
        String label,
        String fullName,
        Optional<Tensor> tensor,
        long bytes,
        int tensors,
        List<TensorNode> children) {
    public TensorNode {
        children = List.copyOf(children);
    }

    public boolean isTensor() {
        return tensor.isPresent();
    }

    /// @param bytes on disk
    static TensorNode leaf(String label, Tensor tensor, long bytes) {
        return new TensorNode(label, tensor.name(), Optional.of(tensor), bytes, 1, List.of());
    }

    static TensorNode group(String label, String fullName, List<TensorNode> children) {
        return new TensorNode(
                label,
                fullName,
                Optional.empty(),
                children.stream().mapToLong(TensorNode::bytes).sum(),
                children.stream().mapToInt(TensorNode::tensors).sum(),
                children);
    }
}
