package org.taskvectors.inference.gradient;

/// AdamW as PyTorch computes it. Loshchilov and Hutter 2017, arXiv:1711.05101.
///
/// @param beta1 decay of the mean of gradients, at least 0 and less than 1
/// @param beta2 decay of the mean of squares, likewise
/// @param epsilon what is added to the root of the mean of squares
/// @param decay by how much weights shrink a step, times the rate
/// @param clip the largest norm of a step's gradient, above which it is scaled down; 0 for none
public record Optimizer(double beta1, double beta2, double epsilon, double decay, double clip) {
    /// Returns what people use with LoRA: 0.9, 0.999, 1e-8, no decay, clipped at 1.
    public static Optimizer usual() {
        return new Optimizer(0.9, 0.999, 1e-8, 0, 1);
    }
}
