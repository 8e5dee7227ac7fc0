package market

// SelectQuestions and its scopes are what the lists of questions are read with.
var SelectQuestions = selectQuestions

// Scopes of SelectQuestions.
const (
	QuestionsOfBody = questionsOfBody
	QuestionsOfAll  = questionsOfAll
)

// TidyAtOnce sets how many listings one transaction of TidyShelves rewrites, and back.
func TidyAtOnce(n int) (back func()) {
	was := tidiedAtOnce
	tidiedAtOnce = n
	return func() { tidiedAtOnce = was }
}
