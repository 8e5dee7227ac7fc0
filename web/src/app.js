import { keepDrafts, unitPrices } from "./js/draft.js";
import { suggestions } from "./js/combobox.js";
import { followWork } from "./js/progress.js";
import { autoSubmit, copyButtons, dialogs, focusErrors, guardForms, menus, previewPictures, sessionWarning } from "./js/page.js";
import { insertReasons } from "./js/reason.js";

focusErrors();
guardForms();
autoSubmit();
previewPictures();
copyButtons();
dialogs();
menus();
sessionWarning();
suggestions();
keepDrafts();
unitPrices();
insertReasons();
followWork();
