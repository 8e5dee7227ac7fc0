package auth

import "jangteo.kr/internal/fault"

// Refusals of signing in and acting.
var (
	ErrBodyMayNotAct  = fault.New(fault.Forbidden, "body_may_not_act")
	ErrCredentials    = fault.Bad("credentials", fault.F("email", "credentials"))
	ErrThrottled      = fault.New(fault.Limited, "throttled")
	ErrResetExpired   = fault.Bad("reset_expired", fault.F("password", "reset_expired"))
	ErrDemoOnly       = fault.ErrNotFound
	ErrPasswordShort  = fault.Bad("password_rejected", fault.F("password", "password_short", "min", MinPassword))
	ErrPasswordCommon = fault.Bad("password_rejected", fault.F("password", "password_common"))
)
