package org.taskvectors.inference.kernel;

/// How queries look at keys.
///
/// @param headWidth of one head
/// @param scale what query·key is multiplied by
/// @param cap soft cap of the scores: cap · tanh(score / cap); 0 for none
/// @param window how many positions a token sees, its own included; 0 for all
public record AttentionRule(int headWidth, float scale, float cap, int window) {
    /// Returns the first position that the token at `position` sees.
    int firstSeen(int position) {
        return window == 0 ? 0 : Math.max(0, position - window + 1);
    }
}
