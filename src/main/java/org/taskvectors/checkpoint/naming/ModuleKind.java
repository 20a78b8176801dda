package org.taskvectors.checkpoint.naming;

/// The kind of module that a tensor belongs to: `q_proj`, `down_proj`, `norm`, `embedding`, `head`,
/// or for names of an unknown architecture what the name itself shows (`attn.proj`).
///
/// @param id the word used in tables, options and figures
/// @param family the coarse family
/// @param order rank among the kinds of a model: attention, feed-forward, norms, embedding, head,
///   others
public record ModuleKind(String id, ModuleFamily family, int order)
        implements Comparable<ModuleKind> {
    @Override
    public int compareTo(ModuleKind that) {
        int byOrder = Integer.compare(order, that.order);
        return byOrder != 0 ? byOrder : id.compareTo(that.id);
    }
}
