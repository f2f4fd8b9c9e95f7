"""TariffType, which OCPP 2.1's AuthorizeResponse may carry. Nothing here decides by it; it is read, kept and written as it came."""

from dataclasses import dataclass
from typing import Annotated

from workbench.messages.custom_data import CustomData
from workbench.messages.enumeration import Enumeration
from workbench.messages.id_token import MessageContent
from workbench.messages.wire import Form, Wire


class DayOfWeek(Enumeration):
    """DayOfWeekEnumType."""

    MONDAY = "Monday"
    TUESDAY = "Tuesday"
    WEDNESDAY = "Wednesday"
    THURSDAY = "Thursday"
    FRIDAY = "Friday"
    SATURDAY = "Saturday"
    SUNDAY = "Sunday"


class EvseKind(Enumeration):
    """EvseKindEnumType."""

    AC = "AC"
    DC = "DC"


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxRate:
    """A tax in percent (TaxRateType)."""

    type: Annotated[str, Wire("type", longest=20)]
    tax: Annotated[float, Wire("tax")]
    stack: Annotated[int | None, Wire("stack", least=0)] = None
    custom_data: Annotated[CustomData | None, Wire("customData")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """An amount with and without tax (PriceType)."""

    excl_tax: Annotated[float | None, Wire("exclTax")] = None
    incl_tax: Annotated[float | None, Wire("inclTax")] = None
    tax_rates: Annotated[tuple[TaxRate, ...] | None, Wire("taxRates", fewest=1, most=5)] = None
    custom_data: Annotated[CustomData | None, Wire("customData")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TariffConditionsFixed:
    """When a fixed price holds (TariffConditionsFixedType); times are ``HH:MM``, dates ``YYYY-MM-DD``, local."""

    start_time_of_day: Annotated[str | None, Wire("startTimeOfDay")] = None
    end_time_of_day: Annotated[str | None, Wire("endTimeOfDay")] = None
    day_of_week: Annotated[tuple[DayOfWeek, ...] | None, Wire("dayOfWeek", fewest=1, most=7)] = None
    valid_from_date: Annotated[str | None, Wire("validFromDate")] = None
    valid_to_date: Annotated[str | None, Wire("validToDate")] = None
    evse_kind: Annotated[EvseKind | None, Wire("evseKind")] = None
    payment_brand: Annotated[str | None, Wire("paymentBrand", longest=20)] = None
    payment_recognition: Annotated[str | None, Wire("paymentRecognition", longest=20)] = None
    custom_data: Annotated[CustomData | None, Wire("customData")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TariffConditions:
    """When a price holds (TariffConditionsType): Wh, A, W and seconds."""

    start_time_of_day: Annotated[str | None, Wire("startTimeOfDay")] = None
    end_time_of_day: Annotated[str | None, Wire("endTimeOfDay")] = None
    day_of_week: Annotated[tuple[DayOfWeek, ...] | None, Wire("dayOfWeek", fewest=1, most=7)] = None
    valid_from_date: Annotated[str | None, Wire("validFromDate")] = None
    valid_to_date: Annotated[str | None, Wire("validToDate")] = None
    evse_kind: Annotated[EvseKind | None, Wire("evseKind")] = None
    min_energy: Annotated[float | None, Wire("minEnergy")] = None
    max_energy: Annotated[float | None, Wire("maxEnergy")] = None
    min_current: Annotated[float | None, Wire("minCurrent")] = None
    max_current: Annotated[float | None, Wire("maxCurrent")] = None
    min_power: Annotated[float | None, Wire("minPower")] = None
    max_power: Annotated[float | None, Wire("maxPower")] = None
    min_time: Annotated[int | None, Wire("minTime")] = None
    max_time: Annotated[int | None, Wire("maxTime")] = None
    min_charging_time: Annotated[int | None, Wire("minChargingTime")] = None
    max_charging_time: Annotated[int | None, Wire("maxChargingTime")] = None
    min_idle_time: Annotated[int | None, Wire("minIdleTime")] = None
    max_idle_time: Annotated[int | None, Wire("maxIdleTime")] = None
    custom_data: Annotated[CustomData | None, Wire("customData")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TariffEnergyPrice:
    """A price of a kWh (TariffEnergyPriceType)."""

    price_kwh: Annotated[float, Wire("priceKwh")]
    conditions: Annotated[TariffConditions | None, Wire("conditions")] = None
    custom_data: Annotated[CustomData | None, Wire("customData")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TariffTimePrice:
    """A price of a minute (TariffTimePriceType)."""

    price_minute: Annotated[float, Wire("priceMinute")]
    conditions: Annotated[TariffConditions | None, Wire("conditions")] = None
    custom_data: Annotated[CustomData | None, Wire("customData")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TariffFixedPrice:
    """A fixed fee (TariffFixedPriceType)."""

    price_fixed: Annotated[float, Wire("priceFixed")]
    conditions: Annotated[TariffConditionsFixed | None, Wire("conditions")] = None
    custom_data: Annotated[CustomData | None, Wire("customData")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TariffEnergy:
    """Prices by energy (TariffEnergyType)."""

    prices: Annotated[tuple[TariffEnergyPrice, ...], Wire("prices", fewest=1)]
    tax_rates: Annotated[tuple[TaxRate, ...] | None, Wire("taxRates", fewest=1, most=5)] = None
    custom_data: Annotated[CustomData | None, Wire("customData")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TariffTime:
    """Prices by time (TariffTimeType)."""

    prices: Annotated[tuple[TariffTimePrice, ...], Wire("prices", fewest=1)]
    tax_rates: Annotated[tuple[TaxRate, ...] | None, Wire("taxRates", fewest=1, most=5)] = None
    custom_data: Annotated[CustomData | None, Wire("customData")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TariffFixed:
    """Fixed fees (TariffFixedType)."""

    prices: Annotated[tuple[TariffFixedPrice, ...], Wire("prices", fewest=1)]
    tax_rates: Annotated[tuple[TaxRate, ...] | None, Wire("taxRates", fewest=1, most=5)] = None
    custom_data: Annotated[CustomData | None, Wire("customData")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tariff:
    """A tariff (TariffType): the id has at most 60 characters, the currency is ISO 4217, ``valid_from`` RFC 3339."""

    tariff_id: Annotated[str, Wire("tariffId", longest=60)]
    currency: Annotated[str, Wire("currency", longest=3)]
    description: Annotated[tuple[MessageContent, ...] | None, Wire("description", fewest=1, most=10)] = None
    energy: Annotated[TariffEnergy | None, Wire("energy")] = None
    valid_from: Annotated[str | None, Wire("validFrom", form=Form.DATE_TIME)] = None
    charging_time: Annotated[TariffTime | None, Wire("chargingTime")] = None
    idle_time: Annotated[TariffTime | None, Wire("idleTime")] = None
    fixed_fee: Annotated[TariffFixed | None, Wire("fixedFee")] = None
    reservation_time: Annotated[TariffTime | None, Wire("reservationTime")] = None
    reservation_fixed: Annotated[TariffFixed | None, Wire("reservationFixed")] = None
    min_cost: Annotated[Price | None, Wire("minCost")] = None
    max_cost: Annotated[Price | None, Wire("maxCost")] = None
    custom_data: Annotated[CustomData | None, Wire("customData")] = None
