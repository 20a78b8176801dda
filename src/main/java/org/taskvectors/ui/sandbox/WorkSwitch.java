package org.taskvectors.ui.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javafx.scene.Node;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.taskvectors.ui.common.Focus;
import org.taskvectors.ui.common.SegmentControl;

/// Shows prompts or another work of the place, by a segment in its header.
final class WorkSwitch {
    private static final String PROMPT = "Prompt";

    private final SandboxViewModel model;
    private final SandboxWork work;
    private final HBox heading;
    private final VBox asking;
    private final VBox working;
    private final BaseCard base;
    private final VectorsCard vectors;
    private final SegmentControl<String> segment = new SegmentControl<>();
    private List<Node> ofPrompts = List.of();
    private Optional<VBox> side = Optional.empty();

    WorkSwitch(
            SandboxViewModel model,
            SandboxWork work,
            HBox heading,
            VBox asking,
            VBox working,
            BaseCard base,
            VectorsCard vectors) {
        this.model = model;
        this.work = work;
        this.heading = heading;
        this.asking = asking;
        this.working = working;
        this.base = base;
        this.vectors = vectors;
    }

    /// @param sideCards where the cards of the side stand
    /// @param decoding the card that only prompts have
    void install(VBox sideCards, Node decoding) {
        side = Optional.of(sideCards);
        ofPrompts = List.of(decoding);
        segment.setId("sandbox-work");
        segment.setAccessibleText("Prompt or " + work.word());
        segment.setOptions(List.of(PROMPT, work.word()), word -> word);
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        heading.getChildren().addAll(space, work.acts(), segment);
        working.getChildren().setAll(work.main());
        VBox.setVgrow(work.main(), Priority.ALWAYS);
        vectors.setActs(work.vectorActs());
        segment.valueProperty()
                .addListener(
                        (_, _, now) ->
                                model.show(
                                        PROMPT.equals(now)
                                                ? ""
                                                : work.word().toLowerCase(Locale.ROOT)));
        model.workProperty().addListener((_, _, _) -> show());
        show();
    }

    private void show() {
        boolean isWorking = model.workProperty().get().equals(work.word().toLowerCase(Locale.ROOT));
        segment.setValue(isWorking ? work.word() : PROMPT);
        segment.getChildren().stream()
                .filter(Node::isFocusTraversable)
                .findFirst()
                .ifPresent(next -> Focus.leave(isWorking ? asking : working, next));
        visible(asking, !isWorking);
        visible(working, isWorking);
        visible(work.acts(), isWorking);
        base.setBrief(isWorking);
        vectors.setBrief(isWorking);
        List<Node> cards = new ArrayList<>(List.of(base, vectors));
        cards.addAll(isWorking ? work.side() : ofPrompts);
        side.ifPresent(box -> box.getChildren().setAll(cards));
        if (isWorking) {
            work.shown();
        }
    }

    private static void visible(Node node, boolean visible) {
        node.setVisible(visible);
        node.setManaged(visible);
    }
}
