package org.taskvectors.figure;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The words within a [PlaneFigure], beside what they name, off each other and inside the plane.
final class PlaneWords {
    private final PlaneFigure figure;
    private final PlanePlace place;
    private final FigureStyle style;
    private final LabelRoom room;
    private final List<Word> words = new ArrayList<>();

    /// Words where they stand.
    record Word(String text, Rectangle2D box) {}

    PlaneWords(PlaneFigure figure, PlanePlace place, FigureStyle style) {
        this.figure = figure;
        this.place = place;
        this.style = style;
        this.room = new LabelRoom(place.area(), style.em(0.25));
    }

    /// Draws them, and tells where they stand.
    List<Word> draw(Graphics2D g2) {
        Optional<Rectangle2D> frame =
                figure.chosen()
                        .map(choice -> PlanePainter.chosenCell(figure, place, choice, style));
        frame.ifPresent(room::words);
        figure.marks().forEach(mark -> room.words(sign(mark)));
        figure.chosen().ifPresent(choice -> frame.ifPresent(cell -> put(choice.words(), cell)));
        for (PlaneFigure.Mark mark : figure.marks()) {
            // A sign in the chosen cell has its words outside of the frame.
            Rectangle2D sign = sign(mark);
            put(mark.words(), frame.filter(cell -> cell.intersects(sign)).orElse(sign));
        }
        for (Word word : words) {
            boolean isDark = Ink.on(under(word.box())).equals(Color.WHITE);
            Ink.outlined(
                    g2,
                    word.text(),
                    style.font(),
                    isDark ? Color.WHITE : Palette.LIGHT.text(),
                    isDark ? Ink.faint(Palette.LIGHT.text(), 0.75) : Ink.faint(Color.WHITE, 0.75),
                    word.box().getMinX(),
                    word.box().getCenterY(),
                    0,
                    0.5);
        }
        return words;
    }

    private Rectangle2D sign(PlaneFigure.Mark mark) {
        double size = PlanePainter.signSize(style);
        return new Rectangle2D.Double(
                place.x(mark.x()) - size / 2, place.y(mark.y()) - size / 2, size, size);
    }

    private void put(String text, Rectangle2D beside) {
        if (text.isEmpty()) {
            return;
        }
        double width = Ink.width(text, style.font());
        List<LabelRoom.Place> places = new ArrayList<>();
        for (Rectangle2D box : PlanePainter.around(beside, width, style.em(1), style.em(0.35))) {
            places.add(new LabelRoom.Place(box, 0.1 * places.size()));
        }
        LabelRoom.Taken taken = room.take(places);
        if (taken.isFree()) {
            words.add(new Word(text, taken.box()));
        }
    }

    /// The mean colour of the cells under a box.
    private Color under(Rectangle2D box) {
        double red = 0;
        double green = 0;
        double blue = 0;
        int count = 0;
        for (int row = 0; row < figure.rows().size(); row++) {
            for (int column = 0; column < figure.columns().size(); column++) {
                if (place.cell(column, row, style).intersects(box)) {
                    Color colour =
                            PlanePainter.fill(
                                    figure.values().get(row).get(column),
                                    figure.scale(),
                                    style.palette());
                    red += colour.getRed();
                    green += colour.getGreen();
                    blue += colour.getBlue();
                    count++;
                }
            }
        }
        return count == 0
                ? style.palette().empty()
                : new Color((int) (red / count), (int) (green / count), (int) (blue / count));
    }
}
