package org.taskvectors.ui.sandbox;

import javafx.scene.Parent;
import javafx.scene.layout.StackPane;
import org.taskvectors.ui.shell.AppContext;

/// The panels over the place: what a vector says, the logit lens, the tree of branches.
final class OverPanels {
    private OverPanels() {}

    /// Returns the place with its panels over it.
    ///
    /// @param row opens the tree
    static Parent over(Parent place, SandboxViewModel model, AppContext context, LowerRow row) {
        Takings ofEffect = new Takings(context, model.effects()::tell);
        Takings ofLens = new Takings(context, model.lens()::tell);
        BranchTreePanel tree = new BranchTreePanel(model, place);
        row.branches().onTree(tree::open);
        StackPane all =
                new StackPane(
                        place,
                        new EffectPanel(model.effects(), ofEffect, place),
                        new LensPanel(model.lens(), ofLens, place),
                        tree);
        // The panels stand beside the place, whose sheet they use.
        all.getStylesheets().setAll(place.getStylesheets());
        return all;
    }
}
