import { autoSubmit, copyButtons, dialogs, focusErrors, guardForms, menus, previewPictures, sessionWarning } from "./js/page.js";

focusErrors();
guardForms();
autoSubmit();
previewPictures();
copyButtons();
dialogs();
menus();
sessionWarning();
