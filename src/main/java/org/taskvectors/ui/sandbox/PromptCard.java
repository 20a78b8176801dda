package org.taskvectors.ui.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javafx.geometry.Insets;
import javafx.geometry.VPos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.TextArea;
import javafx.scene.control.TextField;
import javafx.scene.control.TextInputControl;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.inference.Side;
import org.taskvectors.sandbox.OwnForms;
import org.taskvectors.sandbox.PromptForm;
import org.taskvectors.sandbox.PromptInput;
import org.taskvectors.ui.common.SegmentControl;

/// What is asked: the template, its fields, how many tokens it has, and the button that asks.
final class PromptCard extends VBox {
    private static final int TURN_LENGTH = 60;
    private static final double FIELD_TOP = 4;

    /// Below this width count and button stand in a line of their own.
    private static final double NARROW = 820;

    private final SandboxViewModel model;
    private final SegmentControl<String> group = new SegmentControl<>();
    private final MenuButton wording = new MenuButton();
    private final Label count = new Label();
    private final Button seen = new Button("as the model sees it");
    private final Button ask = new Button("Ask both");
    private final GridPane form = new GridPane();
    private final FlowPane tokens = new FlowPane();
    private final Label wrong = new Label();
    private final List<TextInputControl> entries = new ArrayList<>();
    private List<String> groups = List.of();
    private String built = "";
    private boolean isSeen;
    private boolean isShowing;

    PromptCard(SandboxViewModel model) {
        this.model = model;
        getStyleClass().addAll("card", "prompt-card");
        group.setAccessibleText("Template");
        group.setId("template");
        group.valueProperty()
                .addListener(
                        (_, _, now) -> {
                            if (!isShowing && now != null) {
                                model.prompting().chooseGroup(now);
                            }
                        });
        wording.getStyleClass().add("link");
        wording.setMinWidth(0);
        count.getStyleClass().add("secondary");
        count.setMinWidth(USE_PREF_SIZE);
        seen.getStyleClass().setAll("button", "link");
        seen.setMinWidth(USE_PREF_SIZE);
        seen.setOnAction(
                _ -> {
                    isSeen = !isSeen;
                    showSeen();
                });
        ask.setId("ask");
        ask.getStyleClass().add("primary");
        ask.setMinWidth(USE_PREF_SIZE);
        ask.setOnAction(_ -> model.exchange().ask());
        HBox right = new HBox(count, seen, ask);
        right.getStyleClass().add("prompt-right");
        right.setMinWidth(USE_PREF_SIZE);
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        FlowPane left = new FlowPane(12, 6, group, wording);
        left.setMinWidth(0);
        left.setPrefWrapLength(700);
        HBox.setHgrow(left, Priority.ALWAYS);
        HBox line = new HBox(left, right);
        line.getStyleClass().add("prompt-head");
        VBox head = new VBox(6, line);
        widthProperty()
                .addListener(
                        (_, _, width) -> {
                            boolean isNarrow = width.doubleValue() < NARROW;
                            if (isNarrow == line.getChildren().contains(right)) {
                                (isNarrow ? line : head).getChildren().remove(right);
                                (isNarrow ? head : line).getChildren().add(right);
                            }
                        });
        form.getStyleClass().add("prompt-form");
        ColumnConstraints names = new ColumnConstraints();
        names.setMinWidth(Region.USE_PREF_SIZE);
        ColumnConstraints texts = new ColumnConstraints();
        texts.setHgrow(Priority.ALWAYS);
        form.getColumnConstraints().setAll(names, texts);
        tokens.getStyleClass().add("seen-tokens");
        tokens.setId("seen-tokens");
        wrong.getStyleClass().setAll("label", "bad", "small");
        wrong.setWrapText(true);
        wrong.setMinHeight(USE_PREF_SIZE);
        getChildren().setAll(head, form, tokens, wrong);
    }

    /// Shows forms and fields as they are now.
    void show() {
        isShowing = true;
        Prompting prompting = model.prompting();
        Optional<PromptForm> chosen = prompting.formProperty().get();
        if (!prompting.groups().equals(groups)) {
            groups = prompting.groups();
            group.setOptions(groups, each -> each);
        }
        group.setValue(chosen.map(PromptForm::group).orElse(null));
        List<PromptForm> wordings =
                chosen.map(each -> prompting.wordings(each.group())).orElse(List.of());
        boolean isOwn = chosen.filter(each -> each.kind() == PromptForm.Kind.OWN).isPresent();
        wording.setText(chosen.map(each -> (isOwn ? "" : "wording: ") + each.wording()).orElse(""));
        wording.getItems().setAll(wordings.stream().map(this::item).toList());
        if (isOwn) {
            MenuItem fresh = new MenuItem("New template");
            fresh.setOnAction(_ -> prompting.addOwn());
            MenuItem delete = new MenuItem("Delete this template");
            delete.setOnAction(_ -> prompting.deleteOwn());
            wording.getItems().addAll(fresh, delete);
        }
        visible(wording, wordings.size() > 1 || isOwn);
        showForm(chosen, prompting);
        isShowing = false;
        showSeen();
        showBusy();
    }

    /// Shows how many tokens it has, and, where it was asked for, which.
    void showSeen() {
        Prompting.Seen now = model.prompting().seenProperty().get();
        Optional<SandboxModel.Rendered> prompt = now.prompt();
        count.setText(prompt.map(each -> Amounts.counted(each.ids().size(), "token")).orElse(""));
        visible(seen, prompt.isPresent());
        seen.setText(isSeen ? "hide" : "as the model sees it");
        boolean isShown = isSeen && prompt.isPresent();
        visible(tokens, isShown);
        tokens.getChildren().clear();
        if (isShown) {
            SandboxModel.Rendered rendered = prompt.get();
            for (int i = 0; i < rendered.shown().size(); i++) {
                Label token = new Label(rendered.shown().get(i).replace("\n", "↵"));
                token.getStyleClass().setAll("label", "seen-token");
                token.setTooltip(
                        new javafx.scene.control.Tooltip("token " + rendered.ids().get(i)));
                tokens.getChildren().add(token);
            }
            tokens.setAccessibleText(rendered.text());
        }
        wrong.setText(now.reason());
        visible(wrong, !now.reason().isEmpty());
    }

    /// Shows whether it asks or stops.
    void showBusy() {
        boolean isBusy = model.exchange().busyProperty().get();
        ask.setText(isBusy ? "Stop" : "Ask both");
        ask.setDisable(model.prompting().formProperty().get().isEmpty());
    }

    private MenuItem item(PromptForm each) {
        MenuItem item = new MenuItem(each.wording());
        item.setMnemonicParsing(false);
        item.setOnAction(_ -> model.prompting().choose(each.id()));
        return item;
    }

    /// Lays out the fields; those that stay keep the focus and what is typed.
    private void showForm(Optional<PromptForm> chosen, Prompting prompting) {
        List<PromptInput.Turn> turns =
                chosen.filter(each -> each.kind() == PromptForm.Kind.CHAT).isPresent()
                        ? prompting.turnsProperty().get()
                        : List.of();
        String now = chosen.map(each -> each.id() + each.fields()).orElse("") + turns;
        if (!now.equals(built)) {
            built = now;
            rebuild(chosen, turns);
        }
        for (TextInputControl entry : entries) {
            String text =
                    prompting.fieldsProperty().get().getOrDefault((String) entry.getUserData(), "");
            if (!entry.getText().equals(text)) {
                entry.setText(text);
            }
        }
        visible(form, chosen.isPresent());
    }

    private void rebuild(Optional<PromptForm> chosen, List<PromptInput.Turn> turns) {
        Optional<TextInputControl> typed =
                form.getChildren().stream()
                        .filter(Node::isFocused)
                        .filter(TextInputControl.class::isInstance)
                        .map(TextInputControl.class::cast)
                        .findFirst();
        form.getChildren().clear();
        entries.clear();
        int row = 0;
        if (chosen.filter(each -> each.kind() == PromptForm.Kind.OWN).isPresent()) {
            row = ownRows(row);
        }
        for (PromptInput.Turn turn : turns) {
            Label said = new Label(turn.message() + " — " + shortened(turn.edited()));
            said.getStyleClass().add("secondary");
            said.setMinWidth(0);
            form.add(name("said"), 0, row);
            form.add(said, 1, row);
            row++;
        }
        // A text of one's own may have lines: examples above a question have.
        boolean isLong =
                chosen.filter(each -> each.fields().size() == 1)
                        .filter(
                                each ->
                                        each.kind() != PromptForm.Kind.PATTERN
                                                || each.labels().isEmpty())
                        .isPresent();
        for (PromptForm.Field field : chosen.map(PromptForm::fields).orElse(List.of())) {
            TextInputControl entry = isLong ? area() : new TextField();
            entry.setUserData(field.name());
            entry.setId("field-" + field.name());
            entry.setAccessibleText(field.name());
            entry.getStyleClass().add("prompt-entry");
            entry.textProperty()
                    .addListener(
                            (_, _, text) -> {
                                if (!isShowing) {
                                    model.prompting().setField(field.name(), text);
                                }
                            });
            entries.add(entry);
            form.add(name(field.name()), 0, row);
            form.add(entry, 1, row);
            row++;
        }
        if (chosen.filter(each -> each.kind() == PromptForm.Kind.CHAT).isPresent()) {
            form.add(chatActs(!turns.isEmpty()), 1, row);
        }
        typed.ifPresent(this::goOnTyping);
    }

    /// Gives the keyboard to the field that stands for one that was replaced, with what was typed
    /// there; to the first where there is none any more.
    private void goOnTyping(TextInputControl gone) {
        Optional<TextInputControl> same =
                form.getChildren().stream()
                        .filter(TextInputControl.class::isInstance)
                        .map(TextInputControl.class::cast)
                        .filter(each -> Objects.equals(each.getId(), gone.getId()))
                        .findFirst();
        same.filter(each -> Objects.requireNonNull(each.getId()).startsWith("own-"))
                .ifPresent(each -> each.setText(gone.getText()));
        same.or(() -> entries.stream().findFirst())
                .ifPresent(
                        each -> {
                            each.requestFocus();
                            each.positionCaret(gone.getCaretPosition());
                        });
    }

    private static TextArea area() {
        TextArea area = new TextArea();
        area.setPrefRowCount(3);
        area.setWrapText(true);
        // Tab leaves it, as it leaves any field.
        area.addEventFilter(
                KeyEvent.KEY_PRESSED,
                event -> {
                    if (event.getCode() == KeyCode.TAB && !event.isShortcutDown()) {
                        event.consume();
                        area.requestFocusTraversal(
                                event.isShiftDown()
                                        ? javafx.scene.TraversalDirection.PREVIOUS
                                        : javafx.scene.TraversalDirection.NEXT);
                    }
                });
        return area;
    }

    private int ownRows(int row) {
        OwnForms.Own own = model.prompting().own().orElseThrow();
        TextField called = new TextField(own.name());
        TextArea pattern = area();
        pattern.setText(own.pattern());
        TextField labels = new TextField(own.labels());
        labels.setPromptText("labels, separated by commas; may be empty");
        List<TextInputControl> all = List.of(called, pattern, labels);
        List<String> names = List.of("name", "template", "labels");
        for (int i = 0; i < all.size(); i++) {
            TextInputControl each = all.get(i);
            each.setId("own-" + names.get(i));
            each.setAccessibleText(names.get(i) + " of the template; fields stand in braces");
            each.getStyleClass().add("prompt-entry");
            form.add(name(names.get(i)), 0, row + i);
            form.add(each, 1, row + i);
            // Taken when it is left: a field that is half typed is no field yet.
            each.focusedProperty()
                    .addListener(
                            (_, _, isFocused) -> {
                                if (!isFocused) {
                                    model.prompting()
                                            .changeOwn(
                                                    called.getText(),
                                                    pattern.getText(),
                                                    labels.getText());
                                }
                            });
        }
        return row + all.size();
    }

    private HBox chatActs(boolean hasTurns) {
        Button next = new Button("Go on from these answers");
        next.getStyleClass().setAll("button", "link", "small");
        next.setOnAction(_ -> nextTurn());
        Button forget = new Button("Begin anew");
        forget.getStyleClass().setAll("button", "link", "small");
        forget.setOnAction(_ -> model.prompting().forgetTurns());
        forget.setVisible(hasTurns);
        HBox acts = new HBox(16, next, forget);
        acts.getStyleClass().add("chat-acts");
        return acts;
    }

    private void nextTurn() {
        Optional<Branch> base = model.exchange().branches().shown(Side.BASE);
        Optional<Branch> edited = model.exchange().branches().shown(Side.EDITED);
        if (base.isPresent() && edited.isPresent()) {
            model.prompting().nextTurn(base.get().text(), edited.get().text());
        }
    }

    private static String shortened(String text) {
        String line = Objects.requireNonNull(text).replace('\n', ' ');
        return line.length() <= TURN_LENGTH ? line : line.substring(0, TURN_LENGTH - 1) + "…";
    }

    private static Label name(String text) {
        Label label = new Label(text);
        label.getStyleClass().add("muted");
        // Beside the first line of a text that has several.
        GridPane.setValignment(label, VPos.TOP);
        label.setPadding(new Insets(FIELD_TOP, 0, 0, 0));
        return label;
    }

    private static void visible(Node node, boolean visible) {
        node.setVisible(visible);
        node.setManaged(visible);
    }
}
