#include "viz/html.h"
bool orr_viz_html(const OrrVizModel *model, const char *title, OrrVizThemeKind theme, OrrTraceBytes *file) {
    (void)model, (void)title, (void)theme, (void)file;
    return false;
}
