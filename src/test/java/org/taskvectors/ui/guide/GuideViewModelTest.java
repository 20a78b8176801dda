package org.taskvectors.ui.guide;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GuideViewModelTest {
    private static final String FIRST =
            """
            # Guide

            See [the end](#end).

            - [Open](open.md)
            - [Two](two.md)
            - [Two again](two.md#a-part)
            """;

    private static final String TWO =
            """
            # Two

            ## A part
            """;

    private final GuideViewModel model =
            new GuideViewModel(book(Map.of("index", FIRST, "open", "# Open", "two", TWO)));

    private static GuideBook book(Map<String, String> pages) {
        return new GuideBook() {
            @Override
            public Optional<String> text(String page) {
                return Optional.ofNullable(pages.get(page));
            }

            @Override
            public Optional<byte[]> picture(String path) {
                return Optional.empty();
            }
        };
    }

    private String page() {
        return model.pageProperty().get().name();
    }

    private String anchor() {
        return model.pageProperty().get().anchor();
    }

    @Test
    void theFirstPageNamesAllOthersOnceAndInItsOrder() {
        assertThat(model.contents())
                .containsExactly(
                        new GuideViewModel.Entry("index", "Guide"),
                        new GuideViewModel.Entry("open", "Open"),
                        new GuideViewModel.Entry("two", "Two"));
    }

    @Test
    void linksLeadToPagesAndHeadingsAndBackAgain() {
        model.open("open");
        assertThat(model.shownProperty().get()).isTrue();
        assertThat(model.hasEarlierProperty().get()).isFalse();
        model.scrolled(0.5);
        model.follow("two.md#a-part");
        assertThat(page()).isEqualTo("two");
        assertThat(anchor()).isEqualTo("a-part");
        model.follow("#two");
        assertThat(page()).isEqualTo("two");
        assertThat(anchor()).isEqualTo("two");
        model.back();
        assertThat(page()).isEqualTo("two");
        model.back();
        assertThat(page()).isEqualTo("open");
        assertThat(model.pageProperty().get().scroll()).isEqualTo(0.5);
        assertThat(model.hasEarlierProperty().get()).isFalse();
        model.back();
        assertThat(page()).isEqualTo("open");
    }

    @Test
    void anAddressOutsideIsSaidAndNotFollowed() {
        model.open("open");
        model.follow("https://example.org/paper");
        assertThat(page()).isEqualTo("open");
        assertThat(model.addressProperty().get()).isEqualTo("https://example.org/paper");
        assertThat(model.hasEarlierProperty().get()).isFalse();
        model.choose(model.contents().getLast());
        assertThat(page()).isEqualTo("two");
        assertThat(model.addressProperty().get()).isEmpty();
    }

    @Test
    void aPageThatIsNotThereIsSaid() {
        model.open("nowhere");
        assertThat(model.pageProperty().get().markdown())
                .startsWith("# Not there")
                .contains("no page “nowhere”");
        model.follow("../secret.txt");
        assertThat(model.pageProperty().get().markdown()).contains("no page “../secret.txt”");
    }

    @Test
    void openingItAnewForgetsTheWayBack() {
        model.open("open");
        model.follow("two.md");
        model.hide();
        assertThat(model.shownProperty().get()).isFalse();
        model.open("index");
        assertThat(model.hasEarlierProperty().get()).isFalse();
    }

    @Test
    void headingsAreCalledAsLinksCallThem() {
        var page = GuideMarkdown.parse("# The `--by` option, and “more”\n");
        assertThat(page.getFirstChild())
                .isInstanceOfSatisfying(
                        org.commonmark.node.Heading.class,
                        heading ->
                                assertThat(GuideMarkdown.anchor(heading))
                                        .isEqualTo("the---by-option-and-more"));
    }

    @Test
    void theGuideOfTheProgramHasAPageForEachEntryAndTheirPictures() {
        GuideBook book = GuideBook.ofProgram();
        GuideViewModel own = new GuideViewModel(book);
        assertThat(own.contents()).hasSizeGreaterThan(9);
        assertThat(own.contents()).allMatch(entry -> book.text(entry.name()).isPresent());
        assertThat(book.picture("pictures/compare.png")).isPresent();
        assertThat(book.picture("pictures/nothing.png")).isEmpty();
    }
}
