package org.taskvectors.tokenizer.template;

import java.time.DayOfWeek;
import java.time.LocalDateTime;
import java.time.format.TextStyle;
import java.time.temporal.ChronoUnit;
import java.time.temporal.IsoFields;
import java.util.Locale;

/// `strftime_now(format)`: the time on the clock that the rendering was given, in English.
final class Strftime {
    private Strftime() {}

    static Object now(Run run, Arguments arguments) {
        String format = arguments.bind("strftime_now", "format").text(0);
        run.read(format);
        LocalDateTime now = LocalDateTime.now(run.clock());
        StringBuilder text = new StringBuilder();
        int i = 0;
        while (i < format.length()) {
            char c = format.charAt(i);
            if (c != '%' || i + 1 >= format.length()) {
                text.append(c);
                i++;
                continue;
            }
            char letter = format.charAt(i + 1);
            boolean isBare = letter == '-' && i + 2 < format.length();
            if (isBare) {
                letter = format.charAt(i + 2);
            }
            String part = part(now, letter);
            text.append(isBare ? bare(part) : part);
            i += isBare ? 3 : 2;
        }
        return run.made(text.toString());
    }

    /// Returns a number without the zeros or blanks before it.
    private static String bare(String number) {
        int i = 0;
        while (i < number.length() - 1 && (number.charAt(i) == '0' || number.charAt(i) == ' ')) {
            i++;
        }
        return number.substring(i);
    }

    private static String part(LocalDateTime now, char letter) {
        return switch (letter) {
            case 'a' -> now.getDayOfWeek().getDisplayName(TextStyle.SHORT, Locale.ENGLISH);
            case 'A' -> now.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
            case 'b', 'h' -> now.getMonth().getDisplayName(TextStyle.SHORT, Locale.ENGLISH);
            case 'B' -> now.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
            case 'c' ->
                    part(now, 'a')
                            + " "
                            + part(now, 'b')
                            + " "
                            + part(now, 'e')
                            + " "
                            + part(now, 'T')
                            + " "
                            + part(now, 'Y');
            case 'd' -> padded(now.getDayOfMonth(), 2);
            case 'D', 'x' -> part(now, 'm') + "/" + part(now, 'd') + "/" + part(now, 'y');
            case 'e' -> (now.getDayOfMonth() < 10 ? " " : "") + now.getDayOfMonth();
            case 'f' -> padded(now.getNano() / 1000, 6);
            case 'F' -> part(now, 'Y') + "-" + part(now, 'm') + "-" + part(now, 'd');
            case 'H' -> padded(now.getHour(), 2);
            case 'I' -> padded((now.getHour() + 11) % 12 + 1, 2);
            case 'j' -> padded(now.getDayOfYear(), 3);
            case 'm' -> padded(now.getMonthValue(), 2);
            case 'M' -> padded(now.getMinute(), 2);
            case 'n' -> "\n";
            case 'p' -> now.getHour() < 12 ? "AM" : "PM";
            case 'r' ->
                    part(now, 'I')
                            + ":"
                            + part(now, 'M')
                            + ":"
                            + part(now, 'S')
                            + " "
                            + part(now, 'p');
            case 'R' -> part(now, 'H') + ":" + part(now, 'M');
            case 'S' -> padded(now.getSecond(), 2);
            case 't' -> "\t";
            case 'T', 'X' -> part(now, 'R') + ":" + part(now, 'S');
            case 'u' -> String.valueOf(now.getDayOfWeek().getValue());
            case 'U' -> padded(week(now, DayOfWeek.SUNDAY), 2);
            case 'V' -> padded(now.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR), 2);
            case 'w' -> String.valueOf(now.getDayOfWeek().getValue() % 7);
            case 'W' -> padded(week(now, DayOfWeek.MONDAY), 2);
            case 'y' -> padded(now.getYear() % 100, 2);
            case 'Y' -> String.valueOf(now.getYear());
            case 'z', 'Z' -> "";
            case '%' -> "%";
            default -> throw TemplateError.unsupported("%" + letter + " in strftime_now");
        };
    }

    /// Returns the number of the week, 0 before the year's first `begin`.
    private static long week(LocalDateTime now, DayOfWeek begin) {
        LocalDateTime newYear = now.withDayOfYear(1);
        int before = Math.floorMod(begin.getValue() - newYear.getDayOfWeek().getValue(), 7);
        long days = ChronoUnit.DAYS.between(newYear, now) - before;
        return days < 0 ? 0 : days / 7 + 1;
    }

    private static String padded(long number, int width) {
        String digits = Long.toString(number);
        return "0".repeat(Math.max(0, width - digits.length())) + digits;
    }
}
