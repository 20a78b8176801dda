package org.taskvectors.ui.guide;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import org.commonmark.node.Node;

/// The guide: which page is shown, the way back, and where links lead. A link to another site opens
/// nothing: the panel shows its address, to be copied.
public final class GuideViewModel {
    private static final Pattern PAGE = Pattern.compile("([a-z][a-z-]*)\\.md(?:#(.+))?");
    private static final Pattern ADDRESS = Pattern.compile("[a-z][a-z0-9+.-]*:.*");

    /// A line of the contents.
    ///
    /// @param name of its page: `compare`
    /// @param title as it is listed: `Compare`
    record Entry(String name, String title) {}

    /// A place to come back to.
    private record Spot(String page, double scroll) {}

    private final GuideBook book;
    private final List<Entry> contents;
    private final Deque<Spot> earlier = new ArrayDeque<>();
    private final ReadOnlyBooleanWrapper shown = new ReadOnlyBooleanWrapper();
    private final ReadOnlyBooleanWrapper hasEarlier = new ReadOnlyBooleanWrapper();
    private final ReadOnlyStringWrapper address = new ReadOnlyStringWrapper("");
    private final ReadOnlyObjectWrapper<GuidePage> page;
    private double scroll;

    public GuideViewModel(GuideBook book) {
        this.book = book;
        this.page = new ReadOnlyObjectWrapper<>(read(GuideBook.FIRST, "", 0));
        this.contents = contents(page.get().document());
    }

    private static List<Entry> contents(Node first) {
        Map<String, Entry> entries = new LinkedHashMap<>();
        entries.put(
                GuideBook.FIRST,
                new Entry(GuideBook.FIRST, GuideMarkdown.title(first).orElse(GuideBook.FIRST)));
        GuideMarkdown.links(first)
                .forEach(
                        link -> {
                            Matcher target = PAGE.matcher(link.getDestination());
                            if (target.matches()) {
                                String name = target.group(1);
                                entries.putIfAbsent(
                                        name, new Entry(name, GuideMarkdown.plain(link)));
                            }
                        });
        return List.copyOf(entries.values());
    }

    /// The pages in their order: the first one, and those that it links to.
    List<Entry> contents() {
        return contents;
    }

    public ReadOnlyBooleanProperty shownProperty() {
        return shown.getReadOnlyProperty();
    }

    ReadOnlyObjectProperty<GuidePage> pageProperty() {
        return page.getReadOnlyProperty();
    }

    /// Whether there is a page to go back to.
    ReadOnlyBooleanProperty hasEarlierProperty() {
        return hasEarlier.getReadOnlyProperty();
    }

    /// The address outside that was asked for last; empty where none was since the page came.
    ReadOnlyStringProperty addressProperty() {
        return address.getReadOnlyProperty();
    }

    /// Shows the guide at a page.
    ///
    /// @param name without an ending: `compare`
    public void open(String name) {
        earlier.clear();
        show(read(name, "", 0));
        shown.set(true);
    }

    public void hide() {
        shown.set(false);
    }

    /// Goes to a page of the contents.
    void choose(Entry entry) {
        if (!entry.name().equals(page.get().name())) {
            leave();
            show(read(entry.name(), "", 0));
        }
    }

    /// Follows a link.
    ///
    /// @param target as the page has it: `numbers.md#size`, `#limits`, `https://…`
    void follow(String target) {
        Matcher other = PAGE.matcher(target);
        if (target.startsWith("#")) {
            leave();
            show(read(page.get().name(), target.substring(1), 0));
        } else if (other.matches()) {
            leave();
            show(read(other.group(1), Optional.ofNullable(other.group(2)).orElse(""), 0));
        } else if (ADDRESS.matcher(target).matches()) {
            address.set(target);
        } else {
            leave();
            show(read(target, "", 0));
        }
    }

    /// Goes to the page that was left last, to where it was left.
    void back() {
        if (!earlier.isEmpty()) {
            Spot spot = earlier.pop();
            show(read(spot.page(), "", spot.scroll()));
        }
    }

    /// Remembers how far the page is scrolled, between 0 and 1.
    void scrolled(double fraction) {
        scroll = fraction;
    }

    private void leave() {
        earlier.push(new Spot(page.get().name(), scroll));
    }

    private void show(GuidePage next) {
        hasEarlier.set(!earlier.isEmpty());
        address.set("");
        scroll = next.scroll();
        page.set(next);
    }

    private GuidePage read(String name, String anchor, double at) {
        String markdown = book.text(name).orElseGet(() -> missing(name));
        return new GuidePage(name, anchor, at, markdown, GuideMarkdown.parse(markdown));
    }

    private static String missing(String name) {
        return "# Not there\n\nThe guide has no page “"
                + name
                + "”. It comes with the program, in the folder assets/guide; where that is"
                + " damaged, install the program again.\n";
    }
}
