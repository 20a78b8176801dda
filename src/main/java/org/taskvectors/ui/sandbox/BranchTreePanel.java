package org.taskvectors.ui.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.geometry.Insets;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.scene.shape.Line;
import org.taskvectors.analysis.metric.Digits;
import org.taskvectors.inference.Side;

/// The texts of a prompt as a tree, from left to right: what they begin with together stands once;
/// at a fork each way has its probability by both models. A click on a text's end shows it.
final class BranchTreePanel extends OverPanel {
    private static final double PROMPT = 150;
    private static final double RUN = 300;
    private static final int ENDS = 60;

    private final SandboxViewModel model;
    private final VBox trees = new VBox(16);
    private final ScrollPane scroll = new ScrollPane(trees);
    private final BooleanProperty open;

    /// @param below the place that rests while the panel is shown
    BranchTreePanel(SandboxViewModel model, Node below) {
        this(model, below, new SimpleBooleanProperty(false));
    }

    private BranchTreePanel(SandboxViewModel model, Node below, BooleanProperty open) {
        super("branch-tree-panel", below, () -> open.set(false), () -> 0);
        this.model = model;
        this.open = open;
        trees.getStyleClass().add("branch-trees");
        scroll.setId("branch-tree");
        VBox.setVgrow(scroll, Priority.ALWAYS);
        Label about =
                new Label(
                        "What the texts begin with together stands once. At a fork: the probability"
                                + " of the token by base and edited model. A click on an end shows"
                                + " that text.");
        about.getStyleClass().add("secondary");
        about.setWrapText(true);
        about.setMinHeight(Region.USE_PREF_SIZE);
        setTitle("Branches as a tree");
        setContent(about, scroll);
        model.exchange().branches().shownProperty().addListener((_, _, _) -> refresh());
        open.addListener(
                (_, _, isOpen) -> {
                    refresh();
                    show(isOpen, scroll);
                });
    }

    /// Shows the panel.
    void open() {
        open.set(true);
    }

    private void refresh() {
        if (!open.get()) {
            return;
        }
        List<Branch> all = model.exchange().branches().all();
        List<Node> nodes = new ArrayList<>();
        for (BranchTree tree : BranchTree.of(all)) {
            nodes.add(node(tree, true));
        }
        if (nodes.isEmpty()) {
            Label nothing =
                    new Label("Nothing was answered yet. Ask both, and choose a token to fork.");
            nothing.getStyleClass().add("secondary");
            nodes.add(nothing);
        }
        trees.getChildren().setAll(nodes);
    }

    /// A part of the texts and, at its right, how they go on.
    private Node node(BranchTree tree, boolean isRoot) {
        HBox row = new HBox();
        row.setAlignment(Pos.CENTER_LEFT);
        if (isRoot) {
            Label prompt = new Label(prompt());
            prompt.getStyleClass().addAll("tree-run", "secondary");
            prompt.setWrapText(true);
            prompt.setMaxWidth(PROMPT);
            prompt.setMinHeight(Region.USE_PREF_SIZE);
            row.getChildren().add(prompt);
        }
        if (!tree.run().isEmpty()) {
            if (isRoot) {
                row.getChildren().add(new Link(0, 1));
            }
            row.getChildren().add(run(tree));
        }
        boolean hasEnds = !tree.ending().isEmpty() && !tree.children().isEmpty();
        if (!tree.children().isEmpty()) {
            VBox ways = new VBox();
            int count = tree.children().size() + (hasEnds ? 1 : 0);
            int at = 0;
            if (hasEnds) {
                ways.getChildren().add(way(at++, count, new HBox(ends(tree))));
            }
            for (BranchTree child : tree.children()) {
                ways.getChildren().add(way(at++, count, node(child, false)));
            }
            row.getChildren().add(ways);
        } else if (isRoot && !tree.ending().isEmpty()) {
            row.getChildren().addAll(new Link(0, 1), new HBox(ends(tree)));
        }
        return row;
    }

    /// How the prompt ends.
    private String prompt() {
        String whole = model.exchange().prompt().strip().replace('\n', ' ');
        return whole.length() <= ENDS ? whole : "…" + whole.substring(whole.length() - ENDS);
    }

    private static Node way(int at, int count, Node node) {
        HBox way = new HBox(new Link(at, count), node);
        // The line runs through the gap between two ways.
        HBox.setMargin(node, new Insets(4, 0, 4, 0));
        way.setAlignment(Pos.CENTER_LEFT);
        way.setFillHeight(true);
        return way;
    }

    private Node run(BranchTree tree) {
        Label text = new Label(tree.text().replace("\n", "↵").strip());
        text.setWrapText(true);
        text.setMaxWidth(RUN);
        text.setMinHeight(Region.USE_PREF_SIZE);
        Set<Side> sides = tree.sides();
        VBox box = new VBox(2);
        box.getStyleClass()
                .addAll("tree-run", sides.size() > 1 ? "shared" : of(sides.iterator().next()));
        if (tree.base().isPresent() || tree.edited().isPresent()) {
            Label share =
                    new Label("p base " + three(tree.base()) + " · edited " + three(tree.edited()));
            share.getStyleClass().add("secondary");
            share.setMinWidth(Region.USE_PREF_SIZE);
            box.getChildren().add(share);
        }
        box.getChildren().add(text);
        if (tree.children().isEmpty()) {
            box.getChildren().add(ends(tree));
        }
        box.setMaxHeight(Region.USE_PREF_SIZE);
        return box;
    }

    /// A button for each text that ends here.
    private Node ends(BranchTree tree) {
        HBox ends = new HBox(6);
        for (Branch branch : tree.ending()) {
            boolean isShown =
                    model.exchange()
                            .branches()
                            .shown(branch.side())
                            .filter(shown -> shown.id().equals(branch.id()))
                            .isPresent();
            String side = of(branch.side());
            String name =
                    branch.name().isEmpty()
                            ? branch.parent().isPresent() ? side + ", branch" : side
                            : branch.name();
            Button end = new Button(name + (isShown ? " · shown" : ""));
            end.getStyleClass().setAll("button", "link", "small");
            end.setMnemonicParsing(false);
            end.setMinWidth(Region.USE_PREF_SIZE);
            end.setAccessibleText("Show the text " + name + ": " + branch.text().strip());
            end.setOnAction(
                    _ -> {
                        open.set(false);
                        model.exchange()
                                .branches()
                                .branch(branch.id())
                                .ifPresent(model.exchange().branches()::show);
                    });
            ends.getChildren().add(end);
        }
        return ends;
    }

    private static String of(Side side) {
        return side == Side.BASE ? "base" : "edited";
    }

    private static String three(OptionalDouble share) {
        return share.isPresent() ? Digits.decimals(3).format(share.getAsDouble()) : Digits.DASH;
    }

    /// The line from a fork to one of its ways.
    private static final class Link extends Region {
        private final Line down = new Line();
        private final Line across = new Line();
        private final int at;
        private final int count;

        Link(int at, int count) {
            this.at = at;
            this.count = count;
            down.getStyleClass().add("tree-line");
            across.getStyleClass().add("tree-line");
            down.setVisible(count > 1);
            getChildren().setAll(down, across);
            setMinWidth(24);
            setPrefWidth(24);
            setMaxHeight(Double.MAX_VALUE);
        }

        @Override
        protected void layoutChildren() {
            double middle = Math.round(getHeight() / 2) + 0.5;
            double x = count > 1 ? 8.5 : 0;
            down.setStartX(x);
            down.setEndX(x);
            down.setStartY(at == 0 ? middle : 0);
            down.setEndY(at == count - 1 ? middle : getHeight());
            across.setStartX(x);
            across.setEndX(getWidth());
            across.setStartY(middle);
            across.setEndY(middle);
        }
    }
}
