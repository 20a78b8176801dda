package org.taskvectors.ui.screenshot;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Label;
import org.taskvectors.ui.common.Theme;
import org.taskvectors.ui.shell.AppContext;
import org.taskvectors.ui.shell.Place;

/// The window as pictures are taken of it: all of it, its place, or a card of the place that has a
/// heading.
public final class WindowSitter implements ScreenshotViewModel.Sitter {
    private static final String CARD = "card";
    private static final String HEADING = "card-title";

    private final AppContext context;
    private final Camera camera;
    private final Node content;
    private final Node host;
    private final Supplier<Place> place;
    private Map<String, Node> nodes = Map.of();

    /// @param content what the window shows when nothing floats over it
    /// @param host what the place stands in
    /// @param place the place that is shown
    public WindowSitter(
            AppContext context, Camera camera, Node content, Node host, Supplier<Place> place) {
        this.context = context;
        this.camera = camera;
        this.content = content;
        this.host = host;
        this.place = place;
    }

    @Override
    public List<ScreenshotViewModel.Subject> subjects() {
        Map<String, Node> found = new LinkedHashMap<>();
        List<ScreenshotViewModel.Subject> subjects = new ArrayList<>();
        found.put("window", content);
        subjects.add(
                new ScreenshotViewModel.Subject(
                        ScreenshotViewModel.Kind.WINDOW, "window", "The window"));
        found.put("place", host);
        subjects.add(
                new ScreenshotViewModel.Subject(
                        ScreenshotViewModel.Kind.PLACE, "place", place.get().word()));
        cards(host)
                .forEach(
                        card -> {
                            String id = "card-" + found.size();
                            found.put(id, card);
                            subjects.add(
                                    new ScreenshotViewModel.Subject(
                                            ScreenshotViewModel.Kind.CARD,
                                            id,
                                            heading(card).orElse(id)));
                        });
        nodes = found;
        return List.copyOf(subjects);
    }

    @Override
    public boolean isPossible(ScreenshotViewModel.Subject subject, int scale) {
        Node node = node(subject);
        return Camera.isPossible(
                node.getLayoutBounds().getWidth(), node.getLayoutBounds().getHeight(), scale);
    }

    @Override
    public Screenshot take(ScreenshotViewModel.Subject subject, int scale, Optional<Theme> theme) {
        boolean rests = content.isDisable();
        content.setDisable(false);
        try {
            return new Screenshot(
                    subject.kind() == ScreenshotViewModel.Kind.WINDOW
                            ? place.get().word()
                            : subject.label(),
                    context.state().get().name(),
                    theme.orElseGet(() -> context.theme().get()),
                    scale,
                    Camera.opaque(camera.take(node(subject), scale, theme)));
        } finally {
            content.setDisable(rests);
        }
    }

    private Node node(ScreenshotViewModel.Subject subject) {
        return Optional.ofNullable(nodes.get(subject.id())).orElse(content);
    }

    private static Stream<Node> cards(Node node) {
        if (!node.isVisible()) {
            return Stream.empty();
        }
        Stream<Node> below =
                node instanceof Parent parent
                        ? parent.getChildrenUnmodifiable().stream().flatMap(WindowSitter::cards)
                        : Stream.empty();
        boolean isCard = node.getStyleClass().contains(CARD) && heading(node).isPresent();
        return isCard ? Stream.concat(Stream.of(node), below) : below;
    }

    private static Optional<String> heading(Node card) {
        return card.lookupAll("." + HEADING).stream()
                .filter(Label.class::isInstance)
                .map(label -> ((Label) label).getText())
                .filter(text -> text != null && !text.isBlank())
                .findFirst();
    }
}
