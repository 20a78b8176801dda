package org.taskvectors.ui.sandbox;

import java.util.Optional;
import javafx.scene.Node;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.taskvectors.inference.Side;

/// What lies below the answers: branches and history, and at their right the card of a token that
/// was chosen.
final class LowerRow extends HBox {
    private final BranchList branches;
    private final HistoryCard history;
    private final VBox left;
    private final TokenCard card;
    private final PassagesCard passages;
    private boolean hasCard;

    LowerRow(SandboxViewModel model) {
        branches = new BranchList(model);
        history = new HistoryCard(model);
        card = new TokenCard(model, true);
        passages = new PassagesCard(model);
        left = new VBox(12, branches, history);
        getStyleClass().add("lower-row");
        setMinWidth(0);
        left.setMinWidth(0);
        VBox.setVgrow(history, Priority.ALWAYS);
        for (Node half : new Node[] {left, card, passages}) {
            HBox.setHgrow(half, Priority.ALWAYS);
        }
        left.setPrefWidth(300);
        card.setPrefWidth(300);
        card.setMinWidth(0);
        passages.setPrefWidth(300);
        getChildren().setAll(left, card, passages);
        for (Side side : Side.values()) {
            model.exchange().of(side).addListener((_, _, _) -> showPassages());
        }
        model.markProperty().addListener((_, _, _) -> showPassages());
        model.exchange().branches().shownProperty().addListener((_, _, _) -> branches.show());
        model.history().entriesProperty().addListener((_, _, _) -> history.show());
        model.history().noticeProperty().addListener((_, _, _) -> history.show());
        model.history().restoredProperty().addListener((_, _, _) -> history.show());
        branches.show();
        history.show();
        show(Optional.empty());
    }

    Node card() {
        return card;
    }

    PassagesCard passages() {
        return passages;
    }

    BranchList branches() {
        return branches;
    }

    private void showPassages() {
        passages.show();
        if (hasCard) {
            // A token that was chosen takes their room.
            passages.setVisible(false);
            passages.setManaged(false);
        }
    }

    /// Shows the card of a token that was chosen; without one the passages have its room where
    /// tokens are marked by KL, else the lists have all the width.
    void show(Optional<Pointing.Card> chosen) {
        hasCard = chosen.isPresent();
        showPassages();
        card.setVisible(chosen.isPresent());
        card.setManaged(chosen.isPresent());
        chosen.ifPresent(card::show);
    }
}
