package org.taskvectors.ui.library;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javafx.scene.Node;
import javafx.scene.input.Clipboard;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.StackPane;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.Ikon;
import org.kordamp.ikonli.feather.Feather;
import org.taskvectors.file.RepositoryName;
import org.taskvectors.file.Shown;
import org.taskvectors.ui.apply.ApplyPanel;
import org.taskvectors.ui.apply.ApplyViewModel;
import org.taskvectors.ui.common.Copying;
import org.taskvectors.ui.common.PlaceKeys;
import org.taskvectors.ui.hub.HubPanel;
import org.taskvectors.ui.hub.HubViewModel;
import org.taskvectors.ui.lora.LoraPanel;
import org.taskvectors.ui.lora.LoraViewModel;
import org.taskvectors.ui.shell.AppContext;
import org.taskvectors.ui.shell.Command;
import org.taskvectors.ui.shell.FinderWords;
import org.taskvectors.ui.shell.Found;
import org.taskvectors.ui.shell.Navigation;
import org.taskvectors.ui.shell.Place;
import org.taskvectors.workspace.FileItem;

/// The library as a place of the window.
public final class LibraryPlace implements Place {
    private static final int MOST_FOUND = 8;

    private final AppContext context;
    private final LibraryViewModel model;
    private final BrowserViewModel browser;
    private final TensorIndex index;
    private final CardActions actions;
    private final HubViewModel hub;
    private @Nullable BrowserController browserController;
    private @Nullable Node node;

    /// @param lora the panel that makes an adapter out of a vector
    /// @param apply the panel that saves a base with vectors on it
    /// @param hub the panel that opens a model of a hub by its name
    /// @param onward takes items to other places
    public LibraryPlace(
            AppContext context,
            Opener opener,
            SampleOpener sample,
            LoraViewModel lora,
            ApplyViewModel apply,
            HubViewModel hub,
            Onward onward) {
        this.context = context;
        this.model = new LibraryViewModel(context, opener, sample, lora, apply);
        this.browser = new BrowserViewModel(context);
        this.index = new TensorIndex(context);
        this.hub = hub;
        this.actions = new CardActions(context, model, onward, Copying::text);
    }

    @Override
    public String id() {
        return Navigation.LIBRARY;
    }

    @Override
    public String word() {
        return "Library";
    }

    @Override
    public Ikon icon() {
        return Feather.GRID;
    }

    @Override
    public String help() {
        return """
        Every checkpoint and task vector of this workspace, a card each. Drop files and folders \
        anywhere in the window, or use Open…: what they are is read from their bytes, and only \
        headers are read.

        “From a hub…” takes the name of a model (hf:org/name) or the address of its page, which \
        Ctrl V puts in here too: it opens without being fetched, or is fetched into the hub’s own \
        cache.

        The role in a card's corner (base, fine-tuned, adapter, vector) was guessed: click it to change it, \
        or to say which base it belongs to. A card opens its tensors; choose one to see its \
        numbers and how its magnitudes are distributed. F2 renames a card, Delete takes it out \
        of the workspace. Its files stay where they are.

        The dots on a card open what can be done with it. Ctrl and Shift with a click, or with the \
        arrow keys, choose several; Ctrl A chooses all. The search looks at names, paths, \
        architectures and kinds; “By base” puts each base with what belongs to it.

        The workspace’s name in the header opens its menu: give it a name, save it as a file \
        anywhere, open another one. Find (Ctrl K) knows every tensor of every checkpoint, and \
        every action; several words narrow it.

        A vector’s menu makes a LoRA adapter of it: the closest matrices of a low rank, and how \
        much of each layer that loses. “Save as a model…” puts it, and any other vectors, onto a \
        base with coefficients of your choice, and writes a folder that other tools load. A recipe’s \
        menu opens it in Merge or copies it; two that are chosen together show what differs.

        If a card says “moved or deleted”, drop the file on it, or use Locate…: a file is known again \
        by its content, whatever it is called now, and a folder is looked through for everything \
        that is missing.\
        """;
    }

    @Override
    public String guide() {
        return "open";
    }

    @Override
    public Node node() {
        if (node == null) {
            browserController = new BrowserController(browser);
            Node cards =
                    new LibraryController(
                                    model, browserController, actions, new Origins(context), hub)
                            .node();
            PlaceKeys.install(cards, event -> paste(event, cards));
            node =
                    new StackPane(
                            cards,
                            new LoraPanel(model.lora(), cards),
                            new ApplyPanel(model.apply(), cards),
                            new HubPanel(hub, cards),
                            new DifferencePanel(model.recipes(), cards));
        }
        return node;
    }

    @Override
    public void shown() {
        model.checkPresence();
    }

    @Override
    public List<Command> commands() {
        List<Command> commands = new ArrayList<>();
        commands.add(new Command("Open files…", "Ctrl O", model::openFiles));
        commands.add(new Command("Open a model's folder…", "library", model::openFolder));
        commands.add(new Command("Open from a hub…", "library", this::openFromHub));
        List<String> chosen = model.selection().ids();
        String what =
                chosen.size() == 1
                        ? ": "
                                + model.state()
                                        .file(chosen.getFirst())
                                        .map(FileItem::name)
                                        .orElse("")
                        : ": " + chosen.size() + " chosen";
        if (!chosen.isEmpty()) {
            Stream.concat(actions.onward(chosen).stream(), actions.files(chosen).stream())
                    .map(action -> new Command(action.word() + what, "library", action.run()))
                    .forEach(commands::add);
        }
        if (model.sample().isThere()) {
            commands.add(new Command("Open the sample workspace", "library", model::openSample));
        }
        return commands;
    }

    @Override
    public void findable(Runnable changed) {
        index.onChange(changed);
        index.prepare();
    }

    @Override
    public Found find(FinderWords words) {
        if (hub.isMeant(words.typed())) {
            // Nothing that is open has such a name.
            return new Found(List.of(fromHub(words.typed())), 1, "");
        }
        List<Command> items =
                context.state().get().files().stream()
                        .filter(item -> words.areIn(named(item)))
                        .map(
                                item ->
                                        new Command(
                                                item.name(), item.role().label(), () -> show(item)))
                        .toList();
        List<Command> onHub =
                mayBeOnHub(words.typed()) ? List.of(fromHub(words.typed())) : List.of();
        TensorIndex.Hits hits = index.find(words, MOST_FOUND);
        Stream<Command> tensors =
                hits.best().stream()
                        .map(
                                hit ->
                                        new Command(
                                                hit.name(),
                                                hit.item().name()
                                                        + " · "
                                                        + hit.item().role().label(),
                                                () -> show(hit.item(), hit.name())));
        return new Found(
                Stream.of(items.stream().limit(MOST_FOUND), onHub.stream(), tensors)
                        .flatMap(found -> found)
                        .toList(),
                items.size() + onHub.size() + hits.count(),
                index.note());
    }

    /// Whether a text may be a model on a hub though nothing says so: `organisation/name`, with a
    /// revision or without.
    private static boolean mayBeOnHub(String text) {
        String name = text.replaceFirst("@.*", "");
        return name.contains("/") && RepositoryName.isOne(name);
    }

    private Command fromHub(String name) {
        return new Command(
                "Open " + Shown.of(name),
                "from a hub",
                () -> {
                    context.navigation().go(Navigation.LIBRARY);
                    hub.show(name);
                });
    }

    /// Takes the name of a model on a hub from the clipboard.
    private void paste(KeyEvent event, Node cards) {
        if (event.getCode() == KeyCode.V && event.isShortcutDown() && !cards.isDisabled()) {
            String text = Clipboard.getSystemClipboard().getString();
            if (text != null && hub.isMeant(text)) {
                hub.show(text);
                event.consume();
            }
        }
    }

    private void openFromHub() {
        context.navigation().go(Navigation.LIBRARY);
        hub.show();
    }

    /// What words may name it by: what it is called, and what it is.
    private static String named(FileItem item) {
        return FinderWords.lower(item.name() + " " + item.role().label());
    }

    private void show(FileItem item) {
        model.select(Optional.of(item.id()));
        context.navigation().go(Navigation.LIBRARY);
    }

    private void show(FileItem item, String tensor) {
        show(item);
        browser.queryProperty().set("");
        browser.show(item, tensor);
        BrowserController shown = browserController;
        if (shown != null) {
            browser.chosenProperty().get().ifPresent(shown::reveal);
        }
    }
}
