package org.taskvectors.inference;

import java.util.List;

/// What both models expect at one position of one given text.
///
/// @param token the token that stands there
/// @param base the base's distribution
/// @param edited the edited model's
/// @param differences the tokens with the largest |p(edited) − p(base)|, at most 20, in descending
///   order of the signed difference
/// @param kl Σ p_base log(p_base / p_edited), in nats
public record Position(
        int token,
        Answer.Distribution base,
        Answer.Distribution edited,
        List<Difference> differences,
        double kl) {
    public Position {
        differences = List.copyOf(differences);
    }

    /// A token and its probabilities on both sides.
    public record Difference(int token, double base, double edited) {}
}
