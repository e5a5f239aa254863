import {
  BigValueTextMode,
  GraphDrawStyle,
  LegendDisplayMode,
  LegendPlacement,
  SortOrder,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from "@grafana/grafana-foundation-sdk/common";
import {
  AnnotationQueryBuilder,
  DashboardBuilder,
  DashboardCursorSync,
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  RowBuilder,
  VariableRefresh,
  VariableSort,
} from "@grafana/grafana-foundation-sdk/dashboard";
import { DataqueryBuilder } from "@grafana/grafana-foundation-sdk/prometheus";
import { PanelBuilder as StatBuilder } from "@grafana/grafana-foundation-sdk/stat";
import { PanelBuilder as TimeSeriesBuilder } from "@grafana/grafana-foundation-sdk/timeseries";
import { handOverQuery, type PanelOf, rows } from "../dashboard/rows";
import { ofAnyNode } from "../dashboard/selectors";

/** In columns of 24, and rows of Grafana. */
const small = { span: 4, height: 4 };
const large = { span: 8, height: 7 };

const prometheus = { type: "prometheus", uid: "${datasource}" };

/** The dashboard for Grafana, as the file that is imported. */
export function dashboardJson(): string {
  const builder = new DashboardBuilder("Redis cache")
    .uid("redis-cache")
    .description("An instance of pulumi-redis-cache; made by npm run generate.")
    .tags(["redis"])
    .editable()
    .tooltip(DashboardCursorSync.Crosshair)
    .time({ from: "now-1h", to: "now" })
    .refresh("30s")
    .variables(variables())
    .annotation(annotation());
  let id = 0;
  for (const { title, panels } of rows) {
    builder.withRow(new RowBuilder(title).id(++id));
    const isNumbers = panels.every(({ shown }) => shown !== undefined);
    for (const panel of panels) builder.withPanel(panelOf(panel, isNumbers ? small : large).id(++id));
  }
  return `${JSON.stringify(builder.build(), undefined, 2)}\n`;
}

function variables() {
  const values = (name: string, label: string, query: string) =>
    new QueryVariableBuilder(name)
      .label(label)
      .datasource(prometheus)
      .query({ query, refId: name })
      .refresh(VariableRefresh.OnTimeRangeChanged)
      .sort(VariableSort.AlphabeticalAsc);
  const pods = `label_values(${ofAnyNode("redis_up")}, pod)`;
  return [
    new DatasourceVariableBuilder("datasource").label("Prometheus").type("prometheus"),
    values("namespace", "Namespace", "label_values(redis_instance_info, namespace)"),
    values("instance", "Instance", 'label_values(redis_instance_info{namespace="$namespace"}, pod)').regex(
      "/^(.+)-(?:master|replica)-[0-9]+$/",
    ),
    values("node", "Node", pods).multi(true).includeAll(true).current({ text: "All", value: "$__all" }),
  ];
}

function annotation() {
  return new AnnotationQueryBuilder()
    .name("Hand-overs and failovers")
    .datasource(prometheus)
    .enable(true)
    .iconColor("orange")
    .expr(handOverQuery.expr)
    .titleFormat(handOverQuery.legend);
}

function panelOf(panel: PanelOf, { span, height }: typeof small) {
  const builder = panel.shown === undefined ? seriesPanel() : numberPanel(panel.shown);
  builder.span(span).height(height).title(panel.title).unit(panel.unit).datasource(prometheus);
  panel.queries.forEach(({ expr, legend }, index) => {
    const query = new DataqueryBuilder().expr(expr).legendFormat(legend).refId("ABCDEF"[index]!).datasource(prometheus);
    builder.withTarget(panel.shown === undefined ? query.range() : query.instant());
  });
  return builder;
}

function seriesPanel() {
  return new TimeSeriesBuilder()
    .drawStyle(GraphDrawStyle.Line)
    .showPoints(VisibilityMode.Never)
    .fillOpacity(5)
    .legend(
      new VizLegendOptionsBuilder()
        .showLegend(true)
        .displayMode(LegendDisplayMode.List)
        .placement(LegendPlacement.Bottom),
    )
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending));
}

function numberPanel(shown: "number" | "name") {
  const mode = shown === "name" ? BigValueTextMode.Name : BigValueTextMode.Value;
  return new StatBuilder().textMode(mode);
}
