package org.taskvectors.extraction.lora;

/// A tensor of the vector that the adapter does not hold.
///
/// @param tensor its name in the vector
/// @param reason why
/// @param sumSquares Σ τ² over its finite weights; 0 for one that holds no floating-point numbers,
///   NaN for one that cannot be read as things stand
public record LeftOut(String tensor, Reason reason, double sumSquares) {

    /// Why a tensor is not in an adapter.
    public enum Reason {
        NOT_A_MATRIX("no matrix (norms, biases)"),
        EMBEDDING("embeddings"),
        HEAD("the head, which the scope does not name"),
        OTHER_LAYOUT("a head that lies the other way than the layers' weights"),
        EXPERT("experts, which transformers stacks and PEFT does not find one by one"),
        NO_MODULE("not the weight of a module"),
        OUT_OF_SCOPE("outside the scope"),
        TIED("the same weights as another tensor"),
        ZERO("zero throughout"),
        INCOMPLETE("what the adapter says only together with its base or a scale"),
        UNDECODED("in a format that is not read"),
        NOT_FLOATING("not floating point");

        private final String label;

        Reason(String label) {
            this.label = label;
        }

        public String label() {
            return label;
        }
    }
}
