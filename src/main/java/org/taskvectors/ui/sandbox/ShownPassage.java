package org.taskvectors.ui.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.taskvectors.evaluation.token.Passage;
import org.taskvectors.evaluation.token.TokenKl;
import org.taskvectors.inference.Position;
import org.taskvectors.inference.Side;

/// A passage of a text that a pane shows.
///
/// @param side whose text it is
/// @param from its first token
/// @param to behind its last one
/// @param mean of KL over its tokens, in nats
/// @param text what it says
record ShownPassage(Side side, int from, int to, double mean, String text) {
    /// Tokens of a passage.
    private static final int LENGTH = 5;

    private static final int MOST = 6;

    /// Returns the passages of both texts with the largest mean KL, the largest first; none where
    /// the texts were not laid over both models.
    static List<ShownPassage> of(SandboxViewModel model) {
        List<TokenKl> texts = new ArrayList<>();
        List<Branch> branches = new ArrayList<>();
        for (Side side : Side.values()) {
            Optional<Branch> shown = model.exchange().of(side).get().branch();
            shown.filter(branch -> !branch.positions().isEmpty())
                    .ifPresent(
                            branch -> {
                                branches.add(branch);
                                texts.add(kl(branch));
                            });
        }
        return Passage.top(texts, LENGTH, MOST).stream()
                .filter(passage -> passage.mean() > 0)
                .map(passage -> shown(branches.get(passage.text()), passage))
                .toList();
    }

    private static TokenKl kl(Branch branch) {
        int known = Math.min(branch.positions().size(), branch.tokens().size());
        return new TokenKl(
                branch.positions().subList(0, known).stream().mapToDouble(Position::kl).toArray());
    }

    private static ShownPassage shown(Branch branch, Passage passage) {
        StringBuilder text = new StringBuilder();
        branch.tokens()
                .subList(passage.from(), passage.to())
                .forEach(token -> text.append(token.text()));
        return new ShownPassage(
                branch.side(), passage.from(), passage.to(), passage.mean(), text.toString());
    }
}
