namespace JwtExtended.MinimalApi;

/// <summary>Specifies how requests that carry their token in a cookie are protected against cross-site request forgery.</summary>
public enum CsrfMode
{
    /// <summary>
    /// Trusts the headers that browsers set: <c>Sec-Fetch-Site</c>, otherwise <c>Origin</c>. Requests with neither must repeat the
    /// <c>csrf</c> claim of their token (double submit). A front end of the same origin needs no code for this.
    /// </summary>
    Automatic,

    /// <summary>
    /// Checks the headers that browsers set, and always requires the double submit: a header or form field that repeats the <c>csrf</c>
    /// claim, which scripts can read from a cookie.
    /// </summary>
    DoubleSubmit,

    /// <summary>
    /// Checks no request for its token, and logs a warning at startup. Use it only for APIs that browsers cannot reach. Cross-site logins
    /// are refused all the same.
    /// </summary>
    Off,
}
