"""Presidio's own recognizers, off until `scrub.entities` names what they find: `[default, US_DRIVER_LICENSE]`.

Most are for one country or take any nine digits for what they seek (`US_PASSPORT`, `US_BANK_NUMBER`: 0.05 to 0.4), so a
finding counts from 0.35 on, which weak patterns reach beside one of their context words. What we have a recognizer
for is not here. By their names alone: Presidio is imported when one is used.
Source: presidio-analyzer 2.2.366, `predefined_recognizers`; a test holds the table against the package.
"""

from typing import Any, Final

CLASSES: Final = {
    "ABA_ROUTING_NUMBER": "AbaRoutingRecognizer",
    "AU_ABN": "AuAbnRecognizer",
    "AU_ACN": "AuAcnRecognizer",
    "AU_MEDICARE": "AuMedicareRecognizer",
    "AU_TFN": "AuTfnRecognizer",
    "CA_POSTAL_CODE": "CaPostalCodeRecognizer",
    "CA_SIN": "CaSinRecognizer",
    "DE_BSNR": "DeBsnrRecognizer",
    "DE_FUEHRERSCHEIN": "DeFuehrerscheinRecognizer",
    "DE_HANDELSREGISTER": "DeHandelsregisterRecognizer",
    "DE_HEALTH_INSURANCE": "DeHealthInsuranceRecognizer",
    "DE_ID_CARD": "DeIdCardRecognizer",
    "DE_KFZ": "DeKfzRecognizer",
    "DE_LANR": "DeLanrRecognizer",
    "DE_PASSPORT": "DePassportRecognizer",
    "DE_PLZ": "DePlzRecognizer",
    "DE_SOCIAL_SECURITY": "DeSocialSecurityRecognizer",
    "DE_TAX_ID": "DeTaxIdRecognizer",
    "DE_TAX_NUMBER": "DeTaxNumberRecognizer",
    "DE_VAT_ID": "DeVatIdRecognizer",
    "ES_NIE": "EsNieRecognizer",
    "ES_NIF": "EsNifRecognizer",
    "ES_PASSPORT": "EsPassportRecognizer",
    "FI_PERSONAL_IDENTITY_CODE": "FiPersonalIdentityCodeRecognizer",
    "IN_AADHAAR": "InAadhaarRecognizer",
    "IN_GSTIN": "InGstinRecognizer",
    "IN_PAN": "InPanRecognizer",
    "IN_PASSPORT": "InPassportRecognizer",
    "IN_VEHICLE_REGISTRATION": "InVehicleRegistrationRecognizer",
    "IN_VOTER": "InVoterRecognizer",
    "IT_DRIVER_LICENSE": "ItDriverLicenseRecognizer",
    "IT_FISCAL_CODE": "ItFiscalCodeRecognizer",
    "IT_IDENTITY_CARD": "ItIdentityCardRecognizer",
    "IT_PASSPORT": "ItPassportRecognizer",
    "IT_VAT_CODE": "ItVatCodeRecognizer",
    "KR_BRN": "KrBrnRecognizer",
    "KR_DRIVER_LICENSE": "KrDriverLicenseRecognizer",
    "KR_FRN": "KrFrnRecognizer",
    "KR_PASSPORT": "KrPassportRecognizer",
    "KR_RRN": "KrRrnRecognizer",
    "MEDICAL_LICENSE": "MedicalLicenseRecognizer",
    "NG_NIN": "NgNinRecognizer",
    "NG_VEHICLE_REGISTRATION": "NgVehicleRegistrationRecognizer",
    "PH_PASSPORT": "PhPassportRecognizer",
    "PH_TIN": "PhTinRecognizer",
    "PH_UMID": "PhUmidRecognizer",
    "PL_PESEL": "PlPeselRecognizer",
    "SE_ORGANISATIONSNUMMER": "SeOrganisationsnummerRecognizer",
    "SE_PERSONNUMMER": "SePersonnummerRecognizer",
    "SG_NRIC_FIN": "SgFinRecognizer",
    "SG_UEN": "SgUenRecognizer",
    "TH_TNIN": "ThTninRecognizer",
    "TR_LICENSE_PLATE": "TrLicensePlateRecognizer",
    "TR_NATIONAL_ID": "TrNationalIdRecognizer",
    "UK_DRIVING_LICENCE": "UkDrivingLicenceRecognizer",
    "UK_NHS": "NhsRecognizer",
    "UK_NINO": "UkNinoRecognizer",
    "UK_PASSPORT": "UkPassportRecognizer",
    "UK_POSTCODE": "UkPostcodeRecognizer",
    "UK_VEHICLE_REGISTRATION": "UkVehicleRegistrationRecognizer",
    "US_BANK_NUMBER": "UsBankRecognizer",
    "US_CLAIM_NUMBER": "UsClaimNumberRecognizer",
    "US_DRIVER_LICENSE": "UsLicenseRecognizer",
    "US_HEALTH_INSURANCE_MEMBER_ID": "UsHealthInsuranceMemberIdRecognizer",
    "US_ITIN": "UsItinRecognizer",
    "US_MBI": "UsMbiRecognizer",
    "US_NPI": "UsNpiRecognizer",
    "US_PASSPORT": "UsPassportRecognizer",
    "US_PRESCRIPTION_NUMBER": "UsPrescriptionNumberRecognizer",
    "US_PRIOR_AUTHORIZATION_NUMBER": "UsPriorAuthorizationNumberRecognizer",
    "US_PROVIDER_TAX_ID": "UsProviderTaxIdRecognizer",
    "US_REFERRAL_NUMBER": "UsReferralNumberRecognizer",
    "UUID": "UuidRecognizer",
    "ZA_COMPANY_REGISTRATION": "ZaCompanyRegistrationRecognizer",
    "ZA_DRIVER_LICENSE": "ZaDriverLicenseRecognizer",
    "ZA_ID_NUMBER": "ZaIdNumberRecognizer",
    "ZA_INCOME_TAX_NUMBER": "ZaIncomeTaxNumberRecognizer",
    "ZA_LICENSE_PLATE": "ZaLicensePlateRecognizer",
    "ZA_MOBILE_NUMBER": "ZaMobileNumberRecognizer",
    "ZA_PASSPORT": "ZaPassportRecognizer",
    "ZA_TELEPHONE_NUMBER": "ZaTelephoneNumberRecognizer",
    "ZA_TRAFFIC_REGISTER_NUMBER": "ZaTrafficRegisterNumberRecognizer",
    "ZA_VAT_NUMBER": "ZaVatNumberRecognizer",
}


class Predefined:
    """One of Presidio's recognizers with the face of a file in `recognizers/`."""

    def __init__(self, entity: str) -> None:
        self.ENTITY = entity

    def Recognizer(self, language: str) -> Any:  # noqa: N802, ANN401 - as a file defines it; Presidio has no types
        """The recognizer for texts of one language; all of them run on both."""
        from presidio_analyzer import predefined_recognizers  # noqa: PLC0415 - takes seconds

        from etl.scrub.find.strict import strict  # noqa: PLC0415 - as above

        return strict(
            getattr(predefined_recognizers, CLASSES[self.ENTITY])(supported_language=language)
        )
