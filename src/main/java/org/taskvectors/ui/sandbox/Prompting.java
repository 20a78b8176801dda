package org.taskvectors.ui.sandbox;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.taskvectors.inference.Side;
import org.taskvectors.job.Latest;
import org.taskvectors.sandbox.OwnForms;
import org.taskvectors.sandbox.PromptForm;
import org.taskvectors.sandbox.PromptInput;
import org.taskvectors.sandbox.SettingJson;
import org.taskvectors.ui.common.FailureWords;
import org.taskvectors.ui.shell.AppContext;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.WorkspaceState;
import org.taskvectors.workspace.undo.Act;

/// What is asked: the form, its fields, and how the model sees it. Lives on the window's thread.
public final class Prompting implements AutoCloseable {
    static final String FORM = "sandbox.form";
    static final String FIELDS = "sandbox.fields";
    static final String TEMPLATES = "sandbox.templates";

    /// The word of the segment of a person's own templates.
    public static final String OWN = "Own…";

    /// How the prompt becomes tokens.
    ///
    /// @param prompt empty while it is not known
    /// @param reason why it cannot be rendered; empty mostly
    public record Seen(Optional<SandboxModel.Rendered> prompt, String reason) {
        static final Seen UNKNOWN = new Seen(Optional.empty(), "");
    }

    private final AppContext context;
    private final SandboxCore core;
    private final Engine engine;
    private final Latest renderer = new Latest("sandbox-prompt");
    private final ReadOnlyObjectWrapper<List<PromptForm>> forms =
            new ReadOnlyObjectWrapper<>(List.of());
    private final ReadOnlyObjectWrapper<Optional<PromptForm>> form =
            new ReadOnlyObjectWrapper<>(Optional.empty());
    private final ReadOnlyObjectWrapper<Map<String, String>> fields =
            new ReadOnlyObjectWrapper<>(Map.of());
    private final ReadOnlyObjectWrapper<List<PromptInput.Turn>> turns =
            new ReadOnlyObjectWrapper<>(List.of());
    private final ReadOnlyObjectWrapper<Seen> seen = new ReadOnlyObjectWrapper<>(Seen.UNKNOWN);
    private List<PromptForm> given = List.of();
    private Optional<FileItem> base = Optional.empty();

    Prompting(AppContext context, SandboxCore core, Setup setup, Engine engine) {
        this.context = context;
        this.core = core;
        this.engine = engine;
        context.state().addListener((_, _, now) -> follow(now));
        setup.baseProperty().addListener((_, _, now) -> look(now));
        engine.stateProperty().addListener((_, _, _) -> lookAgainOnceLoaded());
        engine.stateProperty().addListener((_, _, _) -> render());
        look(setup.baseProperty().get());
        follow(context.state().get());
    }

    /// The forms that there are for this base, a person's own last.
    public ReadOnlyObjectProperty<List<PromptForm>> formsProperty() {
        return forms.getReadOnlyProperty();
    }

    public ReadOnlyObjectProperty<Optional<PromptForm>> formProperty() {
        return form.getReadOnlyProperty();
    }

    /// The texts of the form's fields by name.
    public ReadOnlyObjectProperty<Map<String, String>> fieldsProperty() {
        return fields.getReadOnlyProperty();
    }

    /// What was said before, in a chat.
    public ReadOnlyObjectProperty<List<PromptInput.Turn>> turnsProperty() {
        return turns.getReadOnlyProperty();
    }

    public ReadOnlyObjectProperty<Seen> seenProperty() {
        return seen.getReadOnlyProperty();
    }

    /// Returns the words of the segments, each once, `Own…` last.
    public List<String> groups() {
        return Stream.concat(
                        forms.get().stream()
                                .filter(each -> each.kind() != PromptForm.Kind.OWN)
                                .map(PromptForm::group),
                        Stream.of(OWN))
                .distinct()
                .toList();
    }

    /// Returns the forms of one segment.
    public List<PromptForm> wordings(String group) {
        return forms.get().stream().filter(each -> each.group().equals(group)).toList();
    }

    /// Chooses a segment: its first form, or the one of it that is chosen already. A person's own
    /// templates begin with a new one where there is none.
    public void chooseGroup(String group) {
        boolean isThere = form.get().filter(each -> each.group().equals(group)).isPresent();
        List<PromptForm> among = wordings(group);
        if (isThere) {
            return;
        }
        if (!among.isEmpty()) {
            choose(among.getFirst().id());
        } else if (group.equals(OWN)) {
            addOwn();
        }
    }

    public void choose(String formId) {
        context.workspace().update(state -> state.withChoice(FORM, formId));
    }

    /// Takes what is typed into a field.
    public void setField(String name, String text) {
        form.get()
                .ifPresent(
                        now ->
                                context.workspace()
                                        .update(
                                                state -> {
                                                    Map<String, String> all = texts(state);
                                                    all.put(now.id() + "/" + name, text);
                                                    return state.withChoice(
                                                            FIELDS, SettingJson.texts(all));
                                                }));
    }

    /// Returns what is asked as it stands; empty while there is no form.
    public Optional<PromptInput> input() {
        return form.get()
                .map(
                        now ->
                                new PromptInput(
                                        now.id(),
                                        fields.get(),
                                        now.kind() == PromptForm.Kind.CHAT
                                                ? turns.get()
                                                : List.of()));
    }

    /// Goes on in a chat from what both sides answered: the message becomes a turn.
    public void nextTurn(String base, String edited) {
        List<PromptInput.Turn> more = new ArrayList<>(turns.get());
        more.add(new PromptInput.Turn(fields.get().getOrDefault("message", ""), base, edited));
        turns.set(List.copyOf(more));
        setField("message", "");
        render();
    }

    /// Begins the chat anew.
    public void forgetTurns() {
        turns.set(List.of());
        render();
    }

    /// Puts back what was asked before.
    public void restore(PromptInput input) {
        turns.set(input.turns());
        context.workspace()
                .update(
                        state -> {
                            Map<String, String> all = texts(state);
                            input.fields().forEach((k, v) -> all.put(input.form() + "/" + k, v));
                            return state.withChoice(FORM, input.form())
                                    .withChoice(FIELDS, SettingJson.texts(all));
                        });
        render();
    }

    /// Makes a template of one's own, and chooses it.
    public void addOwn() {
        List<OwnForms.Own> own = OwnForms.read(context.state().get().choice(TEMPLATES, ""));
        OwnForms.Own fresh = OwnForms.fresh(own);
        List<OwnForms.Own> more = new ArrayList<>(own);
        more.add(fresh);
        write("New template", more, "");
        choose(fresh.id());
    }

    /// Changes the chosen template of one's own.
    public void changeOwn(String name, String pattern, String labels) {
        form.get()
                .filter(each -> each.kind() == PromptForm.Kind.OWN)
                .ifPresent(
                        now ->
                                write(
                                        "Template " + name,
                                        OwnForms.read(context.state().get().choice(TEMPLATES, ""))
                                                .stream()
                                                .map(
                                                        each ->
                                                                each.id().equals(now.id())
                                                                        ? new OwnForms.Own(
                                                                                each.id(), name,
                                                                                pattern, labels)
                                                                        : each)
                                                .toList(),
                                        "sandbox.template." + now.id()));
    }

    /// Returns the chosen template of one's own as it was typed.
    public Optional<OwnForms.Own> own() {
        String id = form.get().map(PromptForm::id).orElse("");
        return OwnForms.read(context.state().get().choice(TEMPLATES, "")).stream()
                .filter(each -> each.id().equals(id))
                .findFirst();
    }

    /// Deletes the chosen template of one's own.
    public void deleteOwn() {
        own().ifPresent(
                        gone -> {
                            List<OwnForms.Own> left =
                                    OwnForms.read(context.state().get().choice(TEMPLATES, ""))
                                            .stream()
                                            .filter(each -> !each.id().equals(gone.id()))
                                            .toList();
                            write("Delete template " + gone.name(), left, "");
                        });
    }

    @Override
    public void close() {
        renderer.close();
    }

    private void write(String words, List<OwnForms.Own> own, String merge) {
        context.undo()
                .act(
                        Act.of(words, state -> state.withChoice(TEMPLATES, OwnForms.write(own)))
                                .mergingAs(merge));
    }

    /// Asks for the forms of another base.
    private void look(Optional<FileItem> now) {
        if (now.map(FileItem::path).equals(base.map(FileItem::path))) {
            return;
        }
        base = now;
        if (now.isEmpty()) {
            given = List.of();
            follow(context.state().get());
            return;
        }
        ask(now.get());
    }

    /// What could not be read before, as of a hub that was not asked yet, could be read by now.
    private void lookAgainOnceLoaded() {
        if (engine.model().isPresent() && given.isEmpty()) {
            base.ifPresent(this::ask);
        }
    }

    private void ask(FileItem asked) {
        context.background()
                .brief(
                        "Looking for prompts of " + asked.name(),
                        (_, _) -> core.forms(context.state().get().located(asked)),
                        found -> {
                            if (base.filter(asked::equals).isPresent()) {
                                given = found;
                                follow(context.state().get());
                            }
                        });
    }

    private void follow(WorkspaceState state) {
        List<PromptForm> all = new ArrayList<>(given);
        if (!given.isEmpty()) {
            OwnForms.read(state.choice(TEMPLATES, "")).forEach(own -> all.add(own.form(OWN)));
        }
        forms.set(List.copyOf(all));
        String chosen = state.choice(FORM, "");
        Optional<PromptForm> found =
                all.stream()
                        .filter(each -> each.id().equals(chosen))
                        .findFirst()
                        .or(() -> all.stream().findFirst());
        Map<String, String> typed = texts(state);
        Map<String, String> now = new LinkedHashMap<>();
        for (PromptForm each : found.stream().toList()) {
            for (PromptForm.Field field : each.fields()) {
                String key = each.id() + "/" + field.name();
                now.put(field.name(), typed.getOrDefault(key, field.example()));
            }
        }
        boolean isOther = !fields.get().equals(now) || !form.get().equals(found);
        // Fields first: who hears of the form asks with what is filled in.
        fields.set(Map.copyOf(now));
        form.set(found);
        if (isOther) {
            render();
        }
    }

    private void render() {
        Optional<SandboxModel> model = engine.model();
        Optional<PromptInput> input = input();
        if (model.isEmpty() || input.isEmpty()) {
            seen.set(Seen.UNKNOWN);
            return;
        }
        PromptForm now = form.get().orElseThrow();
        renderer.ask(
                (_, _) -> model.get().render(now, input.get(), Side.EDITED),
                found -> show(input.get(), new Seen(Optional.of(found), "")),
                failure -> show(input.get(), new Seen(Optional.empty(), FailureWords.of(failure))));
    }

    private void show(PromptInput asked, Seen found) {
        context.background()
                .window()
                .execute(
                        () -> {
                            if (input().filter(asked::equals).isPresent()) {
                                seen.set(found);
                            }
                        });
    }

    private static Map<String, String> texts(WorkspaceState state) {
        return new LinkedHashMap<>(SettingJson.texts(state.choice(FIELDS, "")));
    }
}
