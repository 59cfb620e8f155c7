using JwtExtended.MinimalApi.Sessions;

namespace JwtExtended.MinimalApi.Configuration;

/// <summary>The sessions of an app.</summary>
/// <param name="Recorded">The recorded sessions.</param>
/// <param name="Endpoints">The handlers of the mapped endpoints.</param>
/// <param name="Cookies">Sets the cookies of a login.</param>
/// <param name="Renewal">Renews access cookies; <see langword="null"/> where that is off.</param>
internal sealed record SessionServices(
    RecordedSessions Recorded, SessionEndpoints Endpoints, LoginCookies Cookies, CookieRenewal? Renewal);
