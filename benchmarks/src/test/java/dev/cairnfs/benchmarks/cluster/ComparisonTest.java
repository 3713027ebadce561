package dev.cairnfs.benchmarks.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ComparisonTest {
    private static Row row(String title, String unit) {
        return new Row() {
            @Override
            public String title() {
                return title;
            }

            @Override
            public String unit() {
                return unit;
            }

            @Override
            public Measure run(ClusterUnderTest cluster, int round) {
                throw new IllegalStateException("nothing is run here");
            }
        };
    }

    @Test
    void theMedianIsTheMiddle() {
        assertThat(Comparison.median(7)).isEqualTo(7);
        assertThat(Comparison.median(9, 1, 2)).isEqualTo(2);
        assertThat(Comparison.median(4, 1, 3, 2)).isEqualTo(2.5);
        assertThatThrownBy(Comparison::median).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aLineHasMediansAndRatiosThatGrowWithCairnsLead() {
        Comparison comparison = new Comparison(row("MKDIRS, 1 connection", "ops/s"));
        comparison.add(new Row.Measure(100, 150, "us/op"), new Row.Measure(900, 12.344, "us/op"));
        comparison.add(new Row.Measure(1, 1, "us/op"), new Row.Measure(1, 1, "us/op"));
        comparison.add(new Row.Measure(200, 1000, "us/op"), new Row.Measure(5000, 99, "us/op"));
        assertThat(comparison.line())
                .isEqualTo("| MKDIRS, 1 connection | ops/s | 100 | 900 | 9.0 | 150 us/op | 12.34 us/op | 12.2 |");
    }

    @Test
    void everyLineHasTheHeadsColumns() {
        String[] head = Comparison.head().split("\n", -1);
        Comparison comparison = new Comparison(row("x", "MB/s"));
        comparison.add(new Row.Measure(1, 1, "s/GiB"), new Row.Measure(1, 1, "s/GiB"));
        for (String line : new String[] {head[0], head[1], comparison.line(), Comparison.startLine(18_000, 4_500)}) {
            assertThat(line.chars().filter(c -> c == '|')).hasSize(9);
        }
        assertThat(Comparison.startLine(18_000, 4_500)).contains("| 18000 | 4500 | 4.0 |");
    }

    @Test
    void resultsAreRates() {
        Load.Result result = new Load.Result(2000, 4, 0.5);
        assertThat(result.perSecond()).isEqualTo(500);
        assertThat(result.serverCpuMicros()).isEqualTo(250);
    }

    @Test
    void cpuTimeIsFoundBehindWhateverTheCommandIsCalled() {
        String stat = "42 (a ) b) S 1 42 42 0 -1 4194560 1 2 3 4 150 25 7 8 20 0 33 0 100 1 2\n";
        assertThat(CpuTime.ticks(stat)).isEqualTo(175);
    }

    @Test
    void rowsHaveTitlesOfTheirOwn() {
        for (int scale : new int[] {1, 1000}) {
            Rows rows = new Rows(scale);
            assertThat(rows.all())
                    .extracting(Row::title)
                    .doesNotHaveDuplicates()
                    .hasSizeGreaterThan(15);
            assertThat(rows.all()).extracting(Row::unit).containsOnly("ops/s", "MB/s");
            assertThat(rows.all())
                    .extracting(Row::title)
                    .containsAll(rows.dataRows().stream().map(Row::title).toList());
        }
    }
}
