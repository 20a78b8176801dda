package org.taskvectors.ui.screenshot;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javafx.beans.property.Property;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.image.ImageView;
import javafx.scene.image.PixelFormat;
import javafx.scene.image.WritableImage;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.taskvectors.ui.common.Copying;
import org.taskvectors.ui.common.Labelled;
import org.taskvectors.ui.common.ModalPanel;
import org.taskvectors.ui.common.SegmentControl;

/// The panel that asks for a picture: of what, how fine, in which colours, and where it goes, with
/// the picture in small.
public final class ScreenshotPanel extends ModalPanel {
    private static final double PREVIEW_WIDTH = 464;
    private static final double PREVIEW_HEIGHT = 290;

    private final ScreenshotViewModel model;
    private final ComboBox<ScreenshotViewModel.Subject> subjects = new ComboBox<>();
    private final SegmentControl<Integer> scales = new SegmentControl<>();
    private final SegmentControl<ScreenshotViewModel.Look> looks = new SegmentControl<>();
    private final ImageView preview = new ImageView();
    private final Label size = new Label();
    private final Label told = new Label();
    private final Button save = new Button("Save…");
    private final Button copy = new Button("Copy");
    private boolean filling;

    /// @param below what rests while the panel is shown
    public ScreenshotPanel(ScreenshotViewModel model, Node below) {
        super("screenshot-panel", below, model::hide, () -> 0);
        this.model = model;
        getChildren().setAll(card());
        model.shownProperty().addListener((_, _, isShown) -> show(isShown, below));
        visible(this, false);
        told.textProperty().bind(model.toldProperty());
        save.disableProperty().bind(model.possibleProperty().not());
        copy.disableProperty().bind(model.possibleProperty().not());
        follow(subjects.valueProperty(), one -> model.subjectProperty().set(Optional.of(one)));
        follow(scales.valueProperty(), one -> model.scaleProperty().set(one));
        follow(looks.valueProperty(), one -> model.lookProperty().set(one));
    }

    private <T> void follow(Property<@Nullable T> chosen, Consumer<T> take) {
        chosen.addListener(
                (_, _, value) -> {
                    if (!filling && value != null) {
                        take.accept(value);
                        refresh();
                    }
                });
    }

    private Node card() {
        Label heading = new Label("Screenshot");
        heading.getStyleClass().add("place-title");
        preview.setPreserveRatio(true);
        preview.setSmooth(true);
        preview.setFitWidth(PREVIEW_WIDTH);
        preview.setFitHeight(PREVIEW_HEIGHT);
        StackPane frame = new StackPane(preview);
        frame.getStyleClass().add("screenshot-preview");
        frame.setMinSize(PREVIEW_WIDTH + 16, 96);
        frame.setPrefSize(PREVIEW_WIDTH + 16, PREVIEW_HEIGHT + 16);
        told.setWrapText(true);
        told.setMinHeight(Region.USE_PREF_SIZE);
        size.getStyleClass().add("secondary");
        save.getStyleClass().add("primary");
        save.setDefaultButton(true);
        save.setOnAction(_ -> model.save());
        copy.setOnAction(_ -> model.copy(Copying::picture));
        Button close = new Button("Close");
        close.setOnAction(_ -> model.hide());
        HBox actions = new HBox(close, copy, save);
        actions.getStyleClass().add("modal-actions");
        VBox card = new VBox(heading, frame, choices(), told, actions);
        VBox.setVgrow(frame, Priority.ALWAYS);
        card.getStyleClass().addAll("floating-card", "modal-card");
        card.setMaxHeight(Region.USE_PREF_SIZE);
        card.setAccessibleText("Screenshot");
        return card;
    }

    private Node choices() {
        subjects.setId("screenshot-subject");
        subjects.setAccessibleText("What the picture shows");
        subjects.setMaxWidth(Double.MAX_VALUE);
        subjects.setVisibleRowCount(12);
        subjects.setConverter(new Labelled<>(ScreenshotViewModel.Subject::label));
        scales.setId("screenshot-scale");
        scales.setOptions(ScreenshotViewModel.SCALES, scale -> scale + "x");
        looks.setId("screenshot-theme");
        looks.setOptions(
                List.of(ScreenshotViewModel.Look.values()), ScreenshotViewModel.Look::word);
        GridPane grid = new GridPane(16, 8);
        grid.addRow(0, new Label("Of"), subjects);
        grid.addRow(1, new Label("Scale"), ModalPanel.row(scales, size));
        grid.addRow(2, new Label("Theme"), looks);
        GridPane.setHgrow(subjects, Priority.ALWAYS);
        return grid;
    }

    private void show(boolean isShown, Node below) {
        if (isShown) {
            filling = true;
            subjects.getItems().setAll(model.subjects());
            model.subjectProperty().get().ifPresent(subjects::setValue);
            scales.setValue(model.scaleProperty().get());
            looks.setValue(model.lookProperty().get());
            filling = false;
            refresh();
        }
        show(isShown);
        if (isShown) {
            save.requestFocus();
        } else {
            preview.setImage(null);
            below.requestFocus();
        }
    }

    private void refresh() {
        Optional<Screenshot> shot = model.preview();
        preview.setImage(shot.map(ScreenshotPanel::image).orElse(null));
        int scale = model.scaleProperty().get();
        size.setText(
                shot.map(
                                small ->
                                        small.image().getWidth() * scale
                                                + " × "
                                                + small.image().getHeight() * scale
                                                + " pixels")
                        .orElse(""));
    }

    private static WritableImage image(Screenshot shot) {
        int width = shot.image().getWidth();
        int height = shot.image().getHeight();
        int[] pixels = shot.image().getRGB(0, 0, width, height, null, 0, width);
        WritableImage image = new WritableImage(width, height);
        image.getPixelWriter()
                .setPixels(0, 0, width, height, PixelFormat.getIntArgbInstance(), pixels, 0, width);
        return image;
    }
}
