package org.taskvectors.figure;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The words within a [CurveFigure]: of hatched zones, of named points, of reference lines. They
/// keep off the lines and off each other, and stay inside.
final class CurveWords {
    /// How far above or below a named point its words stand, in ems.
    private static final double[] RISES = {1.25, 1.9, 2.6, 3.4, 4.4, 5.6, 7};

    /// How far from a reference line its words stand, in ems.
    private static final double[] LIFTS = {0.28, 0.8, 1.4, 2};

    /// What the place of a named point's words may cost: a few lines in the way.
    private static final double MOST = 12;

    /// At how many points of a line words may stand.
    private static final int PLACES = 40;

    /// By how many points a smooth line is known.
    static final int DRAWN = 400;

    private final CurveFigure figure;
    private final CurvePlace place;
    private final FigureStyle style;
    private final Rectangle2D area;
    private final LabelRoom room;
    private final List<Word> words = new ArrayList<>();

    /// Words where they stand.
    ///
    /// @param isClear whether nothing runs through them
    record Word(String text, Rectangle2D box, Color colour, boolean isClear) {}

    CurveWords(CurveFigure figure, CurvePlace place, FigureStyle style) {
        this.figure = figure;
        this.place = place;
        this.style = style;
        this.area = place.area();
        this.room = new LabelRoom(area, style.em(0.25));
        occupy();
    }

    private void occupy() {
        for (CurveFigure.Curve curve : figure.curves()) {
            boolean isMarked = curve.pen().isEmpty();
            if (curve.pen().equals(Optional.of(CurveFigure.Pen.THIN))) {
                continue; // Words may stand on what is pale, and it has very many points.
            }
            for (List<CurveFigure.Point> whole : place.runs(curve)) {
                List<CurveFigure.Point> run = place.seen(whole);
                for (int i = 0; i < run.size(); i++) {
                    double x = place.x(run.get(i));
                    double y = place.y(run.get(i).y());
                    if (isMarked) {
                        room.point(square(x, y, style.markerSize()));
                    }
                    if (i > 0) {
                        room.line(place.x(run.get(i - 1)), place.y(run.get(i - 1).y()), x, y);
                    }
                }
            }
            CurvePainter.bands(place, curve).forEach(room::band);
        }
        for (CurveFigure.Zone zone : figure.zones()) {
            double x = place.frame().x(zone.from());
            room.line(x, area.getMinY(), x, area.getMaxY());
        }
        for (CurveFigure.Reference line : figure.references()) {
            double y = place.y(line.y());
            room.line(area.getMinX(), y, area.getMaxX(), y);
        }
        figure.now()
                .ifPresent(
                        now -> {
                            double x = place.frame().x(now);
                            room.line(x, area.getMinY(), x, area.getMaxY());
                        });
        figure.backdrop().ifPresent(this::occupy);
    }

    private void occupy(CurveFigure.Backdrop behind) {
        List<CurveFigure.Point> points = behind.some(DRAWN);
        for (int i = 1; i < points.size(); i++) {
            CurveFigure.Point from = points.get(i - 1);
            CurveFigure.Point to = points.get(i);
            room.line(
                    place.x(from),
                    place.behind(behind.share(from.y())),
                    place.x(to),
                    place.behind(behind.share(to.y())));
        }
    }

    private static Rectangle2D square(double x, double y, double size) {
        return new Rectangle2D.Double(x - size / 2, y - size / 2, size, size);
    }

    /// Draws them, and tells where they stand.
    List<Word> draw(Graphics2D g2) {
        figure.zones().forEach(this::placeZone);
        figure.marks().forEach(mark -> drawMark(g2, mark));
        figure.references().stream().distinct().forEach(this::placeReference);
        figure.backdrop().ifPresent(this::placeBackdrop);
        for (Word word : words) {
            double x = word.box().getMinX();
            double y = word.box().getCenterY();
            if (word.isClear()) {
                Ink.text(g2, word.text(), style.font(), word.colour(), x, y, 0, 0.5);
            } else {
                Ink.outlined(
                        g2,
                        word.text(),
                        style.font(),
                        word.colour(),
                        Ink.faint(style.palette().surface(), 0.85),
                        x,
                        y,
                        0,
                        0.5);
            }
        }
        return words;
    }

    private Rectangle2D box(String text, double x, double middle) {
        double height = style.em(1);
        return new Rectangle2D.Double(
                x, middle - height / 2, Ink.width(text, style.font()), height);
    }

    /// Beside its line, inside the zone where there is room, high up.
    private void placeZone(CurveFigure.Zone zone) {
        if (zone.words().isEmpty() || !figure.x().holds(zone.from())) {
            return;
        }
        double x = place.frame().x(zone.from());
        double width =
                zone.words().stream().mapToDouble(w -> Ink.width(w, style.font())).max().orElse(0);
        double height = style.em(1 + (zone.words().size() - 1) * 1.35);
        double gap = style.em(0.6);
        double right = x + gap;
        double left = x - gap - width;
        List<LabelRoom.Place> places = new ArrayList<>();
        for (double y = area.getMinY() + style.em(0.4);
                y + height < area.getMaxY();
                y += style.em(0.7)) {
            double low = 0.02 * (y - area.getMinY()) / style.em(1);
            double inside = zone.toTheRight() ? right : left;
            double outside = zone.toTheRight() ? left : right;
            places.add(new LabelRoom.Place(rectangle(inside, y, width, height), low));
            places.add(new LabelRoom.Place(rectangle(outside, y, width, height), low + 1));
        }
        if (places.isEmpty()) {
            return;
        }
        LabelRoom.Taken taken = room.take(places);
        if (!taken.isFree()) {
            return;
        }
        double middle = taken.box().getMinY() + style.em(0.5);
        for (String word : zone.words()) {
            words.add(
                    new Word(
                            word,
                            box(word, taken.box().getMinX(), middle),
                            style.palette().warning(),
                            taken.isClear()));
            middle += style.em(1.35);
        }
    }

    private static Rectangle2D rectangle(double x, double y, double width, double height) {
        return new Rectangle2D.Double(x, y, width, height);
    }

    /// Above its point to the left, or at another side where that has no room, with a line to it.
    private void drawMark(Graphics2D g2, CurveFigure.Mark mark) {
        var point =
                figure.curves().get(mark.curve()).points().stream()
                        .filter(one -> one.x() == mark.x() && !Double.isNaN(one.y()))
                        .findFirst();
        if (point.isEmpty() || !figure.x().holds(mark.x()) || mark.words().isEmpty()) {
            return;
        }
        double x = place.x(point.get());
        double y = place.y(point.get().y());
        List<LabelRoom.Place> places = beside(mark.words(), x, y);
        // On paper no pointer shows what was left out.
        LabelRoom.Taken taken = style.onPaper() ? room.take(places) : room.take(places, MOST);
        if (!taken.isFree()) {
            drawRing(g2, x, y);
            return;
        }
        words.add(new Word(mark.words(), taken.box(), colour(mark), taken.isClear()));
        drawLeader(g2, taken.box(), x, y);
    }

    /// Several named points have words in the colours of their series.
    private Color colour(CurveFigure.Mark mark) {
        return figure.marks().size() == 1
                ? style.palette().text()
                : Strokes.colour(figure.curves().get(mark.curve()).look(), style.palette());
    }

    private List<LabelRoom.Place> beside(String text, double x, double y) {
        double side = style.em(0.6);
        double width = Ink.width(text, style.font());
        List<LabelRoom.Place> places = new ArrayList<>();
        for (double rise : RISES) {
            for (int up : new int[] {-1, 1}) {
                double middle = y + up * style.em(rise);
                double cost = 0.3 * rise + (up > 0 ? 0.5 : 0);
                Optional<Line2D> leader =
                        Optional.of(new Line2D.Double(x, clear(y, middle), x, middle));
                places.add(new LabelRoom.Place(box(text, x - side - width, middle), cost, leader));
                places.add(new LabelRoom.Place(box(text, x + side, middle), cost + 0.1, leader));
            }
        }
        return places;
    }

    /// Where the line to words begins: off the marker.
    private double clear(double y, double middle) {
        return y + Math.signum(middle - y) * (style.markerSize() / 2 + style.em(0.15));
    }

    private void drawLeader(Graphics2D g2, Rectangle2D box, double x, double y) {
        double middle = box.getCenterY();
        double gap = style.em(0.2);
        Path2D leader = new Path2D.Double();
        leader.moveTo(x, clear(y, middle));
        leader.lineTo(x, middle);
        leader.lineTo(box.getCenterX() < x ? box.getMaxX() + gap : box.getMinX() - gap, middle);
        g2.setColor(style.palette().muted());
        g2.setStroke(new BasicStroke((float) style.axisWidth()));
        g2.draw(leader);
    }

    /// A named point whose words have no room: they stand under the pointer and in the summary.
    private void drawRing(Graphics2D g2, double x, double y) {
        double size = style.markerSize() * 1.9;
        g2.setColor(style.palette().text());
        g2.setStroke(new BasicStroke((float) style.axisWidth()));
        g2.draw(new Ellipse2D.Double(x - size / 2, y - size / 2, size, size));
    }

    /// On its line or a little off it, as far to the left as nothing is in the way.
    private void placeReference(CurveFigure.Reference line) {
        if (line.words().isEmpty() || place.beyond(line.y()) != 0) {
            return;
        }
        double y = place.y(line.y());
        double width = Ink.width(line.words(), style.font());
        double first = area.getMinX() + style.em(0.4);
        List<LabelRoom.Place> places = new ArrayList<>();
        for (double x = first; x + width <= area.getMaxX(); x += style.em(1)) {
            double across = 0.04 * (x - first) / style.em(1);
            for (double lift : LIFTS) {
                double away = style.em(lift + 0.5);
                places.add(
                        new LabelRoom.Place(box(line.words(), x, y - away), across + 0.7 * lift));
                places.add(
                        new LabelRoom.Place(
                                box(line.words(), x, y + away), across + 0.7 * lift + 0.3));
            }
        }
        if (places.isEmpty()) {
            return;
        }
        LabelRoom.Taken taken = room.take(places);
        if (taken.isFree()) {
            words.add(
                    new Word(line.words(), taken.box(), style.palette().muted(), taken.isClear()));
        }
    }

    /// Beside its line where it falls; without its largest value where there is little room and a
    /// pointer says it.
    private void placeBackdrop(CurveFigure.Backdrop behind) {
        List<String> texts =
                style.onPaper()
                        ? List.of(behind.words(), behind.quantity().name())
                        : List.of(behind.quantity().name());
        for (String text : texts) {
            List<LabelRoom.Place> places = new ArrayList<>();
            double width = Ink.width(text, style.font());
            for (CurveFigure.Point point : behind.some(PLACES)) {
                double x = place.x(point);
                double y = place.behind(behind.share(point.y()));
                double late = 0.02 * (area.getMaxX() - x) / style.em(1);
                for (double lift : LIFTS) {
                    double away = style.em(lift + 0.5);
                    double cost = 0.5 * lift + late;
                    places.add(new LabelRoom.Place(box(text, x + away, y), cost));
                    places.add(new LabelRoom.Place(box(text, x - away - width, y), cost + 0.2));
                    places.add(new LabelRoom.Place(box(text, x - width / 2, y - away), cost));
                }
            }
            if (places.isEmpty()) {
                return;
            }
            LabelRoom.Taken taken = room.take(places, MOST);
            if (taken.isFree()) {
                words.add(new Word(text, taken.box(), style.palette().muted(), taken.isClear()));
                return;
            }
        }
    }
}
